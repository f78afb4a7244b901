/** What a worktree holds, written beside it so that a later start knows. */
export type SlotRecord = {
  /** The unit that holds it; null where it is free. */
  readonly holder: string | null;
  /** The unit whose work it shows, which outlives the holding. */
  readonly unit: string | null;
  /** The commit the work is measured against. */
  readonly base: string | null;
  /** Git's own folder for the worktree. */
  readonly git_dir: string;
  /** `work`: a unit's files. `commit`: a commit that checks look at. */
  readonly shows: 'work' | 'commit';
  /** Names what was last kept of it; null while an attempt may write. */
  readonly tree: string | null;
  /** Everything in it is in a ref; reset is safe. */
  readonly is_kept: boolean;
  /** What it was set up for (`setupKey`); null where that has to be done again. */
  readonly ready: string | null;
  /** Ignored files and folders that the setup left: without them it is not ready. */
  readonly made: readonly string[];
  /** Ignored files and folders that were there before the attempt. */
  readonly ignored: readonly string[];
  /** What was brought from the workdir, from the repository's top: never a unit's work. */
  readonly provided: readonly string[];
};

/** The record of a worktree that is not there yet. */
export const NEW_RECORD: SlotRecord = {
  holder: null,
  unit: null,
  base: null,
  git_dir: '',
  shows: 'commit',
  tree: null,
  is_kept: true,
  ready: null,
  made: [],
  ignored: [],
  provided: [],
};

const isText = (value: unknown): value is string | null =>
  value === null || typeof value === 'string';

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((entry) => typeof entry === 'string')
    : [];

/** Reads a record; null where it is torn or of another kind. */
export const parseRecord = (text: string): SlotRecord | null => {
  try {
    const raw = JSON.parse(text) as Partial<Record<keyof SlotRecord, unknown>>;
    const { holder, unit, base, git_dir: gitDir } = raw;
    const { tree = null, ready = null } = raw;
    if (!isText(holder) || !isText(unit) || !isText(base)) return null;
    return {
      holder,
      unit,
      base,
      git_dir: typeof gitDir === 'string' ? gitDir : '',
      shows: raw.shows === 'work' ? 'work' : 'commit',
      tree: isText(tree) ? tree : null,
      is_kept: raw.is_kept === true,
      ready: isText(ready) ? ready : null,
      made: texts(raw.made),
      ignored: texts(raw.ignored),
      provided: texts(raw.provided),
    };
  } catch {
    // A torn record: the folder is treated as one nobody knows.
    return null;
  }
};
