import { fenced } from '../lib/fenced.ts';
import type { Finding } from '../model/finding.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { Unit } from '../model/unit.ts';
import { designExcerpt } from '../spec/design-sections.ts';
import { readRequirements, requirementText } from '../spec/requirements.ts';

/** A value that has nothing to say. */
export const NONE = 'None.';

/** The block that names the unit: part of the contract with agents and those who fake them. */
export function unitBlock(unit: Unit, specPath: string): string {
  const { plan } = unit;
  const open = plan.subtasks.filter(({ is_done }) => !is_done);
  const block = {
    dispatch_unit_id: plan.task_id,
    description: [plan.description, ...plan.details].join('\n'),
    subtasks: open.map((task) => ({
      task_id: task.task_id,
      title: task.is_optional
        ? `${task.description} (optional)`
        : task.description,
      details: task.details.join('\n'),
    })),
    spec_path: specPath,
  };
  return fenced(JSON.stringify(block, null, 2), 'json');
}

/** Declared manifests bind, inferred ones advise: the agent is told which. */
export function boundaryText({ plan }: Unit): string {
  const { writes, reads } = plan.assignment;
  const list = (paths: readonly string[]): string =>
    paths.length === 0 ? 'nothing named' : fencedPaths(paths);
  switch (plan.manifest) {
    case 'declared':
      return `You may write only: ${list(writes)}\nYou read: ${list(reads)}\nOther agents work on everything else right now.`;
    case 'inferred':
      return `You will probably write: ${list(writes)}\nYou will probably read: ${list(reads)}\nStay as close to that as the task allows: other agents work beside you.`;
    case 'none':
      return 'No files are named. Change only what the task needs.';
  }
}

const fencedPaths = (paths: readonly string[]): string =>
  paths.map((path) => `\`${path.replaceAll(/[\r\n`]/gu, ' ')}\``).join(', ');

/** The text of each requirement the unit names, quoted whole. */
export function requirementsText({ plan }: Unit, files: SpecFiles): string {
  if (plan.requirements.length === 0) return NONE;
  const index = readRequirements(files);
  return plan.requirements
    .map((token) => {
      const text = requirementText(index, token);
      return text === null
        ? `- ${JSON.stringify(token)}: not found in the spec`
        : fenced(`${token}\n${text}`, 'text');
    })
    .join('\n\n');
}

/** The sections of design.md that name the unit's files, parts or requirements. */
export function designText({ plan }: Unit, files: SpecFiles): string {
  if (files.design === null) return NONE;
  const words = [
    ...plan.assignment.writes,
    ...plan.assignment.reads,
    ...plan.files,
    ...plan.requirements,
  ];
  const excerpt = designExcerpt(files.design, words);
  return excerpt === '' ? NONE : fenced(excerpt, 'markdown');
}

/** Findings as a list, the worst first, each with its place. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return NONE;
  return findings
    .map(({ severity, description, file, line }, place) => {
      const where =
        file === null ? '' : ` in ${file}${line === null ? '' : `:${line}`}`;
      return `${place + 1}. ${severity}${where.replaceAll(/[\r\n`]/gu, ' ')}\n\n${fenced(description, 'text')}`;
    })
    .join('\n\n');
}

/** What earlier rounds found, for an agent that was not there. */
export function historyText(unit: Unit): string {
  if (unit.reports.length === 0) return NONE;
  return unit.reports
    .map(
      ({ round, severity, findings }) =>
        `Round ${round}: ${severity}\n\n${findingsText(findings)}`,
    )
    .join('\n\n');
}
