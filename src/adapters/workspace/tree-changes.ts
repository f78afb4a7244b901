import type { Git } from './git.ts';

/** One path that two trees have differently. */
export type TreeChange = {
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  /** A added, D deleted, M modified, T another kind of thing. */
  readonly status: string;
};

/** Mode of a submodule's entry. */
export const GITLINK = '160000';

const RAW = /^:(\d+) (\d+) ([0-9a-f]+) [0-9a-f]+ ([A-Z])\d*$/;

/** Compares two trees path by path; a rename is a delete and an add. */
export const treeChanges = async (
  git: Git,
  cwd: string,
  trees: readonly [string, string],
): Promise<readonly TreeChange[]> => {
  const { stdout } = await git(
    ['diff-tree', '-r', '-z', '--no-renames', ...trees],
    { cwd },
  );
  const fields = stdout.split('\0');
  const changes: TreeChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const raw = RAW.exec(fields[i] ?? '');
    if (raw === null) continue;
    const [, oldMode = '', newMode = '', oldId = '', status = ''] = raw;
    changes.push({
      path: fields[i + 1] ?? '',
      oldMode,
      newMode,
      oldId,
      status,
    });
  }
  return changes;
};
