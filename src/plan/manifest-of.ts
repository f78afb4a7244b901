import type { ManifestSource, UnitType } from '../model/assignment.ts';
import type { Task } from '../model/spec.ts';
import { readManifestPath } from './manifest-path.ts';
import { overlaps } from './overlap.ts';
import { isSharedFile } from './shared-files.ts';

/** Where a manifest can come from, strongest first. */
export type ManifestClues = {
  /** The unit's tasks, its own first. */
  readonly tasks: readonly Task[];
  readonly assigned: {
    readonly type: UnitType;
    readonly writes: readonly string[];
    readonly reads: readonly string[];
  } | null;
  /** Paths of the repository, where they are known. */
  readonly repositoryFiles: readonly string[] | null;
};

/** The merged manifest, and what a person should know about it. */
export type MergedManifest = {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly source: ManifestSource;
  /** Files the text mentions, as far as they can be used. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
};

/**
 * What tasks.md declares wins, then what was assigned, then the files that the
 * text mentions. Package files and barrels that the text mentions are written
 * even where a manifest forgets them.
 */
export function mergeManifest(clues: ManifestClues): MergedManifest {
  const { tasks, assigned } = clues;
  const notes: string[] = [];
  const usable = (paths: readonly string[], from: string): string[] =>
    usablePaths(paths, (path, reason) => {
      notes.push(`${JSON.stringify(path)} of ${from} is left out: ${reason}`);
    });
  const declared = {
    writes: usable(
      tasks.flatMap((task) => task.writes),
      'tasks.md',
    ),
    reads: usable(
      tasks.flatMap((task) => task.reads),
      'tasks.md',
    ),
  };
  const answered = {
    writes: usable(assigned?.writes ?? [], 'the assignment'),
    reads: usable(assigned?.reads ?? [], 'the assignment'),
  };
  // Prose is no promise: what it mentions in passing may be no path at all.
  const files = usablePaths(
    tasks.flatMap((task) => task.files),
    () => undefined,
  ).map((path) => locate(path, clues.repositoryFiles));
  const reads = declared.reads.length > 0 ? declared.reads : answered.reads;
  const isReading = assigned?.type === 'review';
  const writes = firstOf(
    { source: 'declared', paths: declared.writes },
    { source: 'declared', paths: answered.writes, isEnough: isReading },
    { source: 'inferred', paths: without(files, reads) },
  );
  const forgotten =
    writes.source === 'declared' && !isReading
      ? files.filter(
          (file) =>
            isSharedFile(file) && isUnnamed(file, [...writes.paths, ...reads]),
        )
      : [];
  for (const file of forgotten) {
    notes.push(`${file} is mentioned in the text and counts as written`);
  }
  const all = [...new Set([...writes.paths, ...forgotten])];
  return {
    writes: all,
    reads: without(reads, all),
    source: writes.source,
    files: [...new Set(files)],
    notes: [...notes, ...newFiles(all, writes.source, clues.repositoryFiles)],
  };
}

function usablePaths(
  paths: readonly string[],
  onRefused: (path: string, reason: string) => void,
): string[] {
  const usable = new Set<string>();
  for (const text of paths) {
    const path = readManifestPath(text);
    if (path.ok) usable.add(path.value);
    else onRefused(text, path.error);
  }
  return [...usable];
}

type Source = {
  readonly source: ManifestSource;
  readonly paths: readonly string[];
  /** Set where naming nothing is an answer too. */
  readonly isEnough?: boolean;
};

const firstOf = (...sources: readonly Source[]): Source =>
  sources.find(
    ({ paths, isEnough }) => paths.length > 0 || isEnough === true,
  ) ?? {
    source: 'none',
    paths: [],
  };

const without = (
  paths: readonly string[],
  others: readonly string[],
): string[] => paths.filter((path) => !others.includes(path));

const isUnnamed = (file: string, patterns: readonly string[]): boolean =>
  !patterns.some((pattern) => overlaps(file, pattern));

/** A bare name is the one file of that name, where the repository has just one. */
function locate(path: string, repository: readonly string[] | null): string {
  if (repository === null || path.includes('/') || repository.includes(path)) {
    return path;
  }
  const places = repository.filter((file) => file.endsWith(`/${path}`));
  return places.length === 1 ? (places[0] ?? path) : path;
}

/** Says which declared paths are not there yet: new files, or a slip of the pen. */
function newFiles(
  writes: readonly string[],
  source: ManifestSource,
  repository: readonly string[] | null,
): string[] {
  if (repository === null || source !== 'declared') return [];
  const missing = writes.filter(
    (path) => !repository.some((file) => overlaps(file, path)),
  );
  return missing.length === 0 ? [] : [`new: ${missing.join(', ')}`];
}
