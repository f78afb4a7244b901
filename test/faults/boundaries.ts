import { readFileSync } from 'node:fs';
import type { Isolation } from '../../src/model/event.ts';
import { Arena, WRITE_HOWS } from './arena.ts';
import { TO_SET_SCENE, type Planned } from './campaign.ts';
import { SCENES, type SceneName } from './scenes.ts';

/*
 * Not sampled: a run is played undisturbed first, and what it writes and starts
 * is counted; then each of that is a place to be killed at, in a life of its own.
 */

/** Before, in the middle of, and after every write of the journal. */
export async function everyWrite(
  mode: Isolation,
  bin: string,
): Promise<readonly Planned[]> {
  const lines = await traceOf({ mode, scene: 'here' }, bin);
  const writes = lines.filter((line) => line.startsWith('journal ')).length;
  return Array.from({ length: writes }, (_, place) => place + 1).flatMap((n) =>
    WRITE_HOWS.map((how): Planned => ({
      name: `write ${n} of ${writes}, ${how}`,
      ...{ mode, course: 'short', scene: 'here' },
      kills: [{ at: 'journal', n, how }],
    })),
  );
}

/** Part of a run, from one journal write up to another, by words that stand in them. */
type Phase = {
  readonly name: string;
  readonly since: string;
  readonly until: string;
};

const LANDING: Phase = {
  name: 'landing',
  since: '"type":"landing_started"',
  until: '"type":"landed"',
};

const PHASES: readonly Phase[] = [
  LANDING,
  {
    name: 'merge',
    since: '"type":"integration_started"',
    until: '"type":"integrated"',
  },
  {
    name: 'conflict',
    since: '"role":"integrate"',
    until: '"type":"integrated"',
  },
  { name: 'fix', since: '"role":"fix"', until: '"type":"checks_ended"' },
];

/** At the start and at the end of every process of these phases, landing in every scene. */
export async function everyChild(bin: string): Promise<readonly Planned[]> {
  const plans: Planned[] = [];
  for (const scene of Object.keys(SCENES) as SceneName[]) {
    const lines = await traceOf({ mode: 'worktree', scene }, bin);
    for (const phase of scene === 'here' ? PHASES : [LANDING])
      plans.push(...inPhase(phase, { scene, lines }));
  }
  return plans;
}

function inPhase(
  { name, since, until }: Phase,
  { scene, lines }: { readonly scene: SceneName; readonly lines: string[] },
): readonly Planned[] {
  const from = lines.findIndex((line) => line.includes(since));
  const to = lines.findIndex(
    (line, place) => place > from && line.includes(until),
  );
  const children = lines
    .slice(from, to)
    .filter((line) => line.startsWith('child '));
  return children.flatMap((_, place) =>
    (['start', 'end'] as const).map((how): Planned => ({
      name: `${name}, ${scene}: process ${place + 1} of ${children.length}, ${how}`,
      ...{ mode: 'worktree', course: 'short', scene },
      kills: [
        ...(scene === 'here' ? [] : [TO_SET_SCENE]),
        { at: 'child', n: place + 1, how, since },
      ],
    })),
  );
}

/** What the last start of an undisturbed run writes and starts, in order. */
async function traceOf(
  { mode, scene }: { readonly mode: Isolation; readonly scene: SceneName },
  bin: string,
): Promise<string[]> {
  using arena = new Arena({ mode, bin, course: 'short' });
  if (scene !== 'here') {
    await arena.go({ kill: TO_SET_SCENE }).ended;
    SCENES[scene](arena);
  }
  const { exitCode, output } = await arena.go({
    env: { FAULTS_TRACE: arena.trace },
  }).ended;
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${output}`);
  return readFileSync(arena.trace, 'utf8').split('\n');
}
