import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPrompts } from '../../src/adapters/prompts/load-prompts.ts';
import { fenced } from '../../src/lib/fenced.ts';
import { DEMO } from './call-agent.ts';

const prompts = loadPrompts();

/** One unit of the demo's tasks.md, read as simply as that file allows. */
export type DemoUnit = {
  readonly id: string;
  readonly title: string;
  readonly isOptional: boolean;
  readonly subtasks: readonly { task_id: string; title: string }[];
  /** Files the unit and its subtasks declare. */
  readonly writes: readonly string[];
};

const BOX = /^( *)- \[ \](\*?) (\d+)(?:\.(\d+))?\.? (.+)$/;

/** The units of the demo's spec; optional subtasks are left out. */
export function demoUnits(): DemoUnit[] {
  const text = readFileSync(join(DEMO, 'spec/tasks.md'), 'utf8');
  return text
    .split(/\n(?=- \[ \])/)
    .slice(1)
    .map((part) => {
      const boxes = part.split('\n').flatMap((line) => {
        const [, , star = '', unit = '', step, title = ''] =
          BOX.exec(line) ?? [];
        return title === '' ? [] : [{ star, unit, step, title }];
      });
      const [own, ...below] = boxes;
      if (own === undefined) throw new Error(`no unit in ${part}`);
      return {
        id: own.unit,
        title: own.title,
        isOptional: own.star !== '',
        subtasks: below
          .filter(({ star }) => star === '')
          .map(({ unit, step = '', title }) => ({
            task_id: `${unit}.${step}`,
            title,
          })),
        writes: Array.from(
          part.matchAll(/^ {2}- _writes: (.+)_$/gm),
          ([, list = '']) => list.split(', '),
        ).flat(),
      };
    });
}

const unitBlock = ({ id, title, subtasks }: DemoUnit): string =>
  fenced(
    JSON.stringify({
      dispatch_unit_id: id,
      description: title,
      subtasks,
      spec_path: '.kiro/specs/recipe-box',
    }),
    'json',
  );

const shared = (unit: DemoUnit) => ({
  task_id: unit.id,
  unit: unitBlock(unit),
  boundary: 'None.',
  requirements: 'None.',
  design: 'None.',
});

const work = (unit: DemoUnit, findings: string) => ({
  ...shared(unit),
  findings,
  checks: 'None.',
  note: 'None.',
});

/** The prompts a run would make, with nothing in them that the demo ignores. */
export const promptFor = {
  assign: (ids: readonly string[]): string =>
    prompts.render('assign', {
      units: fenced(
        JSON.stringify(ids.map((task_id) => ({ task_id }))),
        'json',
      ),
      requirements: 'None.',
      design: 'None.',
      agents: '`codex`, `gemini`',
    }),
  implement: (unit: DemoUnit): string =>
    prompts.render('implement', work(unit, 'None.')),
  fix: (unit: DemoUnit, findings: string): string =>
    prompts.render('fix', {
      ...work(unit, findings),
      progress: 'None.',
      history: 'None.',
    }),
  review: (unit: DemoUnit, diff: string): string =>
    prompts.render('review', {
      ...shared(unit),
      diff: fenced(diff, 'diff'),
      since: 'None.',
      checks: 'None.',
      findings: 'None.',
      note: 'None.',
      brief: 'None.',
    }),
};

/** The given files of a folder as the diff that makes them. */
export const diffOf = (cwd: string, paths: readonly string[]): string =>
  paths
    .map((path) => {
      const lines = readFileSync(join(cwd, path), 'utf8').split('\n');
      return [`+++ b/${path}`, ...lines.map((line) => `+${line}`)].join('\n');
    })
    .join('\n');
