import type { Failure } from '../../model/failure.ts';
import type { TaskId } from '../../model/ids.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { UserError } from '../../model/user-error.ts';
import type { Prepared, PrepareRequest } from '../../ports/workspace.ts';
import type { Bench } from './bench.ts';
import {
  ensureWorkdir,
  mergeWithTip,
  show,
  showMerge,
  showWork,
  type TipMerge,
} from './folders.ts';
import { isThere, repairPointer } from './dot-git.ts';
import { markWrites } from './ignored-writes.ts';
import { fromTop } from './layout.ts';
import { asideFolder, keepWork } from './rescue.ts';
import { setUp } from './setup.ts';
import type { Slot } from './slots.ts';
import { copySpec, hashFiles } from './spec-copy.ts';

type Content = {
  readonly base: string;
  readonly conflicts: readonly string[];
  /** Its content is another one: whether it is usable has to be seen. */
  readonly isNew: boolean;
};

/** How the name of a unit's holding is told from those of the runner's own folders. */
export const unitHolder = (unit: TaskId): string => `unit ${unit}`;

/** Whether the folder holds what is asked for; a reader gets the evidence to the letter. */
const isAsAsked = (slot: Slot, request: PrepareRequest): boolean => {
  const { evidence, readOnly } = request;
  const { shows, base, tree } = slot.record;
  if (shows !== 'work') return false;
  if (evidence?.base == null) return true;
  return readOnly === true ? tree === evidence.tree : base === evidence.base;
};

type Call = { readonly request: PrepareRequest; readonly signal: AbortSignal };

/** The work in the folder it was made in: nothing is moved. */
const keepAsIs = async (
  bench: Bench,
  slot: Slot,
  unit: TaskId,
): Promise<Content> => {
  await repairPointer(slot, asideFolder(bench, unit, 'keep'));
  return {
    base: slot.record.base ?? bench.tip(),
    conflicts: [],
    isNew: false,
  };
};

/** The work as the evidence holds it. */
const rebuild = async (
  bench: Bench,
  slot: Slot,
  work: { readonly base: string; readonly commit: string },
): Promise<Content> => {
  await showWork(bench, slot, work);
  return { base: work.base, conflicts: [], isNew: true };
};

/** The work on top of the tip, whose code it has to live with from now on. */
const merged = async (
  bench: Bench,
  slot: Slot,
  merge: TipMerge,
): Promise<Content> => {
  await showMerge(bench, slot, merge);
  return { base: merge.tip, conflicts: merge.conflicts, isNew: true };
};

/** Brings the right content into the unit's folder. */
const fill = async (
  bench: Bench,
  slot: Slot,
  call: Call & { readonly wasCandidate: boolean },
): Promise<Content> => {
  const { from, evidence, readOnly, task_id: unit } = call.request;
  const { base, commit } = evidence ?? { base: null, commit: null };
  const hasFolder = await isThere(slot.root);
  if (from === 'keep' && hasFolder && isAsAsked(slot, call.request))
    return keepAsIs(bench, slot, unit);
  // A person may have worked in it while the unit waited for an answer.
  if (from === 'merge' && slot.record.unit === unit)
    await keepWork(bench, slot);
  if (
    from === 'fresh' ||
    evidence === null ||
    base === null ||
    commit === null
  ) {
    const { signal } = call;
    const tip = bench.tip();
    await show(bench, slot, { commit: tip, clean: 'all', signal });
    return { base: tip, conflicts: [], isNew: true };
  }
  if (from === 'merge')
    return merged(bench, slot, await mergeWithTip(bench, evidence));
  // A candidate that was turned down failed together with the tip's code:
  // whoever puts it right has to see that code.
  if (call.wasCandidate && readOnly !== true && base !== bench.tip()) {
    const merge = await mergeWithTip(bench, evidence);
    if (merge.conflicts.length === 0) return merged(bench, slot, merge);
  }
  return rebuild(bench, slot, { base, commit });
};

/** A git that fails in a worktree used before says more about that worktree than about the run. */
const fillAny = async (
  bench: Bench,
  holder: string,
  call: Call,
): Promise<{ readonly slot: Slot; readonly content: Content }> => {
  const wasCandidate = bench.slots.find(holder)?.record.shows === 'commit';
  const options = { ...call, wasCandidate };
  const slot = bench.slots.acquire(holder);
  const isUsed = slot.record.git_dir !== '';
  try {
    return { slot, content: await fill(bench, slot, options) };
  } catch (error) {
    await bench.slots.discard(slot);
    if (!isUsed || !(error instanceof UserError) || call.signal.aborted)
      throw error;
    const other = bench.slots.acquire(holder);
    return { slot: other, content: await fill(bench, other, options) };
  }
};

/** Gives the worktree the spec of this moment and remembers what is nobody's work. */
const guard = async (bench: Bench, slot: Slot): Promise<void> => {
  await copySpec(bench.layout.spec, bench.top, slot.root);
  slot.guarded = await hashFiles(slot.root, bench.layout.guarded);
};

/** Makes a unit's folder ready for an attempt, as the request says. */
export const prepareFolder = async (
  bench: Bench,
  call: Call,
): Promise<Result<Prepared, Failure>> => {
  const { request, signal } = call;
  try {
    signal.throwIfAborted();
    const holder = unitHolder(request.task_id);
    const { slot, content } = await fillAny(bench, holder, call);
    const { base, conflicts, isNew } = content;
    const cwd = await ensureWorkdir(bench, slot);
    const failure = isNew ? await setUp(bench, slot, 'clear') : null;
    if (failure !== null) return err(failure);
    await guard(bench, slot);
    slot.conflicts = conflicts;
    slot.marks = await markWrites(slot, fromTopAll(bench, request.writes));
    await bench.slots.save(slot, {
      unit: request.task_id,
      base,
      shows: 'work',
      tree: request.readOnly === true ? (request.evidence?.tree ?? null) : null,
      is_kept: request.readOnly === true && slot.record.is_kept,
    });
    return ok({ cwd, base, conflicts });
  } catch (error) {
    const message = messageOf(error);
    if (signal.aborted) return err({ type: 'canceled', message });
    if (!(error instanceof UserError) && !isSystemError(error)) throw error;
    return err({ type: 'crash', message: `No folder to work in: ${message}` });
  }
};

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof UserError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message} ${hint}`;
};

const fromTopAll = (
  bench: Bench,
  paths: readonly string[] = [],
): readonly string[] => paths.map((path) => fromTop(bench.layout, path));

/** A full disk or a folder without rights: the run can go on without this attempt. */
const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error;
