import { err, ok, type Result } from '../../lib/result.ts';
import type { RevertedUnit } from '../../model/event.ts';
import type { RevertRequest } from '../../ports/workspace.ts';
import { commitTree, type Bench } from './bench.ts';
import { mergeTrees } from './folders.ts';
import { splitNul } from './git.ts';
import type { Branch } from './integrate.ts';
import { fromWorkdir } from './layout.ts';
import { revertMessage, TRAILERS } from './messages.ts';

type Call = {
  readonly units: readonly RevertRequest[];
  readonly base: string;
  readonly spec: string;
  readonly sign: boolean;
};

/**
 * Takes the commits of units back by new ones on the integration branch, the
 * latest first. All of them or none: where one conflicts with what came later
 * the branch stays as it is. What was reverted before is not reverted again.
 */
export const revertUnits = async (
  bench: Bench,
  branch: Branch,
  call: Call,
): Promise<Result<readonly RevertedUnit[], string>> => {
  const history = await readHistory(bench, `${call.base}..${branch.tip()}`);
  const missing = call.units.find(({ commit }) => !history.places.has(commit));
  if (missing !== undefined)
    return err(
      `the commit of ${missing.task_id} (${missing.commit.slice(0, 12)}) is not on ${bench.branch}`,
    );
  const place = ({ commit }: RevertRequest): number =>
    history.places.get(commit) ?? 0;
  const reverted: RevertedUnit[] = [];
  let head = { commit: branch.tip(), tree: branch.tipTree() };
  for (const unit of call.units.toSorted((a, b) => place(a) - place(b))) {
    const before = history.reverts.get(unit.commit);
    if (before !== undefined) {
      reverted.push({ ...unit, revert: before });
      continue;
    }
    const next = await revertOne(bench, { unit, head, call });
    if (!next.ok) return next;
    const isNew = next.value.commit !== head.commit;
    reverted.push({ ...unit, revert: isNew ? next.value.commit : null });
    head = next.value;
  }
  if (head.commit !== branch.tip())
    await branch.advance({ ...head, proof: null });
  return ok(reverted);
};

type History = {
  /** How many commits are above each. */
  readonly places: ReadonlyMap<string, number>;
  /** The commit that took one back, by the one it took back. */
  readonly reverts: ReadonlyMap<string, string>;
};

const readHistory = async (bench: Bench, range: string): Promise<History> => {
  const { stdout } = await bench.git(
    [
      'log',
      '-z',
      '--first-parent',
      `--format=%H%n%(trailers:key=${TRAILERS.reverts},valueonly,separator=%x20)`,
      range,
    ],
    { cwd: bench.top },
  );
  const entries = splitNul(stdout).map((entry) => entry.split('\n'));
  return {
    places: new Map(entries.map(([commit = ''], place) => [commit, place])),
    reverts: new Map(
      entries.flatMap(([commit = '', reverts = '']) =>
        reverts === '' ? [] : [[reverts, commit] as const],
      ),
    ),
  };
};

type Head = { readonly commit: string; readonly tree: string };

const revertOne = async (
  bench: Bench,
  step: {
    readonly unit: RevertRequest;
    readonly head: Head;
    readonly call: Call;
  },
): Promise<Result<Head, string>> => {
  const { unit, head, call } = step;
  const { tree, conflicts } = await treeWithout(bench, unit.commit, head.tree);
  if (conflicts.length > 0) {
    const files = conflicts.map((path) => fromWorkdir(bench.layout, path));
    return err(
      `${unit.task_id} cannot be reverted: later work changed the same places in ${files.join(', ')}`,
    );
  }
  if (tree === head.tree) return ok(head);
  const commit = await commitTree(bench, tree, {
    parents: [head.commit],
    message: revertMessage({ ...unit, spec: call.spec }),
    sign: call.sign,
  });
  return ok({ commit, tree });
};

/**
 * A tree with one commit's changes taken out: a merge with the commit as the
 * base and what was before it as the other side. Git below 2.40 takes no base
 * by name, so both sides get a parent made for this.
 */
const treeWithout = async (bench: Bench, commit: string, tree: string) => {
  const made = (of: string, parents: readonly string[] = []): Promise<string> =>
    commitTree(bench, of, { parents, message: 'A side of a revert' });
  const base = await made(`${commit}^{tree}`);
  const ours = await made(tree, [base]);
  const theirs = await made(`${commit}^^{tree}`, [base]);
  return mergeTrees(bench, ours, theirs);
};
