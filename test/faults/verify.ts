import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import type { Event } from '../../src/model/event.ts';
import { parseAgentState } from '../../src/schema/parse-agent-state.ts';
import type { Arena } from './arena.ts';
import { wrongSnapshot } from './snapshot.ts';

/** What a complete run left behind, as far as two runs can be compared. */
export type Outcome = {
  /** Hash of everything in the project that is the run's work. */
  readonly result: string;
  /** What is wrong with it, in words; none where nothing was lost or done twice. */
  readonly wrong: readonly string[];
};

/** Looks at everything a complete run left: branch, journal, calls, processes, locks, state. */
export async function inspect(arena: Arena): Promise<Outcome> {
  const { events } = readJournal(arena.journal);
  return {
    result: resultOf(arena),
    wrong: [
      ...(arena.mode === 'worktree' ? wrongCommits(arena) : []),
      ...wrongAttempts(arena, events),
      ...wrongReviews(events),
      ...wrongCalls(arena, events),
      ...(await leftProcesses(arena)),
      ...leftFiles(arena),
      ...wrongState(arena, events),
      ...wrongSnapshot(arena),
    ],
  };
}

/** In a repository the landed tree; in a shared folder every file but the run's own. */
function resultOf(arena: Arena): string {
  if (arena.mode === 'worktree')
    return arena.git('rev-parse', 'main^{tree}').trim();
  const folder = join(arena.repo, 'out');
  const files = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const hash = createHash('sha256');
  for (const name of files)
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  hash.update(readFileSync(join(arena.repo, '.kiro/specs/thing/tasks.md')));
  return hash.digest('hex');
}

/** Every unit has one commit on the target branch, and the branch is a straight line of them. */
export function wrongCommits(arena: Arena): string[] {
  const on = arena
    .git(
      'log',
      '--format=%(trailers:key=Orchestration-Unit,valueonly,separator=%x2C)',
      'main',
    )
    .split('\n')
    .filter((line) => line !== '');
  const wrong = arena.units
    .filter((unit) => on.filter((each) => each === unit).length !== 1)
    .map(
      (unit) =>
        `unit ${unit} is ${on.filter((each) => each === unit).length} times on main`,
    );
  const merges = arena.git('rev-list', '--merges', 'main').trim().split('\n');
  // One where somebody else committed to it meanwhile: the landing itself.
  const isMoved = arena.git('ls-tree', 'main', 'moved.txt') !== '';
  return merges.filter((each) => each !== '').length === Number(isMoved)
    ? wrong
    : [...wrong, `merges on main: ${String(merges)}`];
}

/** In the journal: one attempt of a unit at a time, each begun and ended once, each unit integrated once. */
function wrongAttempts(arena: Arena, events: readonly Event[]): string[] {
  const wrong: string[] = [];
  /** Unit of each attempt that has not ended; reviews may be two at once. */
  const running = new Map<string, string>();
  const begun = new Set<string>();
  const integrated = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'attempt_started') {
      const { attempt_id: id, task_id: unit, role } = event;
      if (begun.has(id)) wrong.push(`${id} was started twice`);
      const others = [...running].filter(([, its]) => its === unit);
      if (others.length > 0 && role !== 'review')
        wrong.push(`${id} was started while ${String(others)} ran`);
      begun.add(id);
      running.set(id, unit);
    }
    if (event.type === 'attempt_ended' && !running.delete(event.attempt_id))
      wrong.push(`${event.attempt_id} ended twice, or never began`);
    if (event.type === 'integrated')
      integrated.set(event.task_id, (integrated.get(event.task_id) ?? 0) + 1);
  }
  for (const id of running.keys()) wrong.push(`${id} never ended`);
  for (const unit of arena.units)
    if (integrated.get(unit) !== 1)
      wrong.push(
        `unit ${unit} was integrated ${integrated.get(unit) ?? 0} times`,
      );
  return wrong;
}

/**
 * A verdict is never asked for again: between two pieces of work there are as
 * many as the unit needs, whatever died in between.
 */
function wrongReviews(events: readonly Event[]): string[] {
  const verdicts = new Map<string, number>();
  const needed = new Map<string, number>();
  const wrong: string[] = [];
  for (const event of events) {
    if (event.type === 'plan_ready')
      for (const { task_id, assignment } of event.units)
        needed.set(task_id, assignment.criticality === 'standard' ? 1 : 2);
    if (event.type !== 'attempt_ended') continue;
    const { attempt_id: id, task_id: unit } = event;
    if (!id.includes('/review-')) verdicts.delete(unit);
    else if (event.outcome.type === 'succeeded')
      verdicts.set(unit, (verdicts.get(unit) ?? 0) + 1);
    if ((verdicts.get(unit) ?? 0) > (needed.get(unit) ?? 1))
      wrong.push(`${id} is a verdict more than unit ${unit} needs`);
  }
  return wrong;
}

/** In the world: nobody was called whom the journal does not know, nobody twice, no two of a unit at once. */
function wrongCalls(arena: Arena, events: readonly Event[]): string[] {
  const announced = new Set(
    events.flatMap((event) =>
      event.type === 'attempt_started' ? [event.attempt_id as string] : [],
    ),
  );
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const line of arena.calls()) {
    const [called = '', what] = line.split(' ');
    // The last review is the run's.
    const id = called.replace(/^final\//, 'run/');
    if (what === 'overlaps') wrong.push(`${id} ran beside another`);
    if (what !== 'start') continue;
    if (!announced.has(id)) wrong.push(`${id} ran without being announced`);
    if (seen.has(id)) wrong.push(`${id} ran twice`);
    seen.add(id);
  }
  return wrong;
}

/** Whatever still runs of it; git calls of a killed runner end by themselves. */
async function leftProcesses(arena: Arena): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const marked = ofArena(arena).filter(({ isMarked }) => isMarked);
  const deadline = Date.now() + 5000;
  let left = ofArena(arena);
  while (left.length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
    left = ofArena(arena);
  }
  return [...marked, ...left].map(({ command }) => `still runs: ${command}`);
}

function ofArena(
  arena: Arena,
): readonly { readonly command: string; readonly isMarked: boolean }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(join('/proc', pid, 'environ'), 'utf8');
        if (!environment.includes(`FAULTS_LOG=${arena.log}\0`)) return [];
        return [
          {
            command: readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
              .replaceAll('\0', ' ')
              .slice(0, 120),
            isMarked: environment.includes('ORCHESTRATION_MARK='),
          },
        ];
      } catch {
        // It ended meanwhile, or belongs to somebody else.
        return [];
      }
    });
}

/** Locks, leases and temporary files that a complete run has no use for. */
function leftFiles(arena: Arena): string[] {
  const places = ['.orchestration', '.kiro', '.git'].map((name) =>
    join(arena.repo, name),
  );
  return places.flatMap((place) =>
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((path) =>
        /\.lock$|lease\.json$|\.tmp$|\.gate$|orchestration-new$/.test(path),
      )
      .map((path) => `left: ${join(place, path)}`),
  );
}

/** The state passes its schema, stands for the whole journal, and has no unit open. */
function wrongState(arena: Arena, events: readonly Event[]): string[] {
  const text = readFileSync(arena.state, 'utf8');
  const state = parseAgentState(text, arena.state);
  if (!state.ok) return state.error.map(({ message }) => `state: ${message}`);
  const { seq, tasks } = state.value;
  return [
    ...(seq === events.at(-1)?.seq ? [] : [`the state ends at event ${seq}`]),
    ...tasks
      .filter(({ status }) => status !== 'completed')
      .map(({ task_id, status }) => `unit ${task_id} is ${status}`),
  ];
}
