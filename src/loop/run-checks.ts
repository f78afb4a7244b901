import { judgeChecks } from '../engine/checks/judge-checks.ts';
import type { Judged, Judgement } from '../engine/checks/judge-checks.ts';
import type { Check, CheckResult, CheckRun } from '../model/check.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import { slug } from '../lib/slug.ts';
import type { State } from '../model/state.ts';
import { currentEvidence, unitOf } from '../model/state-access.ts';
import type { LoopContext } from './context.ts';

/** A tree in a folder, and whose checks run on it. */
export type CheckPlace = {
  readonly task_id: TaskId;
  readonly cwd: string;
  readonly tree: string;
  /** Begins the names of the logs; the unit's unless given. */
  readonly label?: string;
};

/** Runs the user's checks on the unit's tree, a checkpoint's on the integrated one. */
export async function runChecks(
  task: TaskId,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const unit = unitOf(ledger.state(), task);
  const evidence = currentEvidence(unit);
  if (evidence === null) {
    const place = { task_id: task, ...(await ports.workspace.tip()) };
    const run = await checkTree(place, context);
    const { run: seen } = await withSecondTry(run, { place, unit }, context);
    if (context.signal.aborted) return;
    ledger.append({ type: 'checks_ended', task_id: task, ...seen });
    return;
  }
  const prepared = await ports.workspace.prepare(
    { task_id: task, from: 'keep', evidence, readOnly: true },
    { signal: context.signal },
  );
  if (!prepared.ok) {
    throw new Error(`No folder to check ${task} in: ${prepared.error.message}`);
  }
  const { cwd } = prepared.value;
  const run = await checkTree(
    { task_id: task, cwd, tree: evidence.tree },
    context,
  );
  // A check that was ended with the run says nothing about the work.
  if (context.signal.aborted) return;
  const about = { state: ledger.state(), unit, on: 'own' } as const;
  const { results } = judgeChecks(run, about);
  ledger.append({ type: 'checks_ended', task_id: task, ...run, results });
}

/** All checks on one tree, one after the other; all of them, so that one fix can answer all. */
export async function checkTree(
  place: CheckPlace,
  context: LoopContext,
): Promise<CheckRun> {
  const results = [];
  for (const check of context.settings.checks) {
    results.push(await runCheck(check, { place, n: 1 }, context));
  }
  return runOf(place.tree, results);
}

/**
 * On a tree that is to be everybody's, a red check runs once more before it
 * counts: a flake there would send work back that is good. Returns what was
 * seen, and what it means.
 */
export async function withSecondTry(
  run: CheckRun,
  about: {
    readonly place: CheckPlace;
    readonly unit: Judged['unit'];
  },
  context: LoopContext,
): Promise<{ readonly run: CheckRun; readonly judgement: Judgement }> {
  const judge = (seen: CheckRun) => {
    const state = context.ledger.state();
    const { unit } = about;
    const judgement = judgeChecks(seen, { state, unit, on: 'integrated' });
    return { run: { ...seen, results: judgement.results }, judgement };
  };
  const first = judge(run);
  const red = new Set(first.judgement.failed.map(({ name }) => name));
  if (red.size === 0) return first;
  const results = [];
  for (const result of run.results) {
    const check = context.settings.checks.find(
      ({ name }) => name === result.name,
    );
    const isAgain = red.has(result.name) && result.runs === undefined;
    results.push(
      isAgain && check !== undefined
        ? await runAgain(check, { place: about.place, before: result }, context)
        : result,
    );
  }
  return judge(runOf(run.tree, results));
}

async function runAgain(
  check: Check,
  { place, before }: { place: CheckPlace; before: CheckResult },
  context: LoopContext,
): Promise<CheckResult> {
  const again = await runCheck(check, { place, n: 2 }, context);
  const duration_ms = before.duration_ms + again.duration_ms;
  return { ...again, duration_ms, runs: 2 };
}

const runOf = (tree: string, results: readonly CheckResult[]): CheckRun => ({
  tree,
  passed: results.every(({ passed }) => passed),
  results,
});

function runCheck(
  check: Check,
  { place, n }: { readonly place: CheckPlace; readonly n: number },
  { ports, ledger, signal }: LoopContext,
): Promise<CheckResult> {
  const { task_id, cwd, label = slug(task_id) } = place;
  return ports.checks.run(check, {
    cwd,
    task_id,
    mark: checkMark(ledger.state(), task_id),
    signal,
    log_name: `${label}-check-${slug(check.name)}${n === 1 ? '' : `-${n}`}`,
  });
}

/** What every process of a unit's checks carries, so that a later start can end them. */
export const checkMark = ({ run }: State, task: TaskId): string =>
  `${run?.run_id ?? ''}:${task}/check`;

/** The marks of all checks there may be: of the units, and of the whole run. */
export const checkMarks = (state: State): string[] =>
  [RUN_TASK, ...state.units.map(({ plan }) => plan.task_id)].map((task) =>
    checkMark(state, task),
  );
