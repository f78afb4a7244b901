import type { SpecFiles } from '../model/spec.ts';
import type { Fields } from './fields.ts';
import { listField, readFrontMatter, textField } from './front-matter.ts';
import type { Item } from './items.ts';

/** What a Spec Kitty work package file says about the package. */
export type WorkPackage = {
  readonly id: string;
  readonly file: string;
  readonly dependencies: readonly string[];
  readonly writes: readonly string[];
  readonly requirements: readonly string[];
  /** `done` and the like, where the file tracks it. */
  readonly lane: string | null;
};

/** The work packages of a spec by id, from `tasks/WP01-*.md`. */
export function workPackagesOf(
  files: Pick<SpecFiles, 'extra'>,
): ReadonlyMap<string, WorkPackage> {
  const packages = new Map<string, WorkPackage>();
  for (const [file, text] of Object.entries(files.extra)) {
    if (!/(?:^|\/)WP\d+[^/]*\.md$/.test(file)) continue;
    const fields = readFrontMatter(text);
    const id =
      textField(fields, 'work_package_id') ?? /WP\d+/.exec(file)?.[0] ?? '';
    if (id === '' || packages.has(id)) continue;
    packages.set(id, {
      id,
      file,
      dependencies: listField(fields, 'dependencies'),
      writes: listField(fields, 'owned_files'),
      requirements: listField(fields, 'requirement_refs'),
      lane: textField(fields, 'lane'),
    });
  }
  return packages;
}

/** Adds a package's front matter to what tasks.md says about it. */
export function withWorkPackage(
  fields: Fields,
  item: Item,
  packages: ReadonlyMap<string, WorkPackage>,
): Fields {
  const found = packages.get(item.draft.id ?? '');
  if (found === undefined || item.parent !== null) return fields;
  const place = { line: item.draft.line, column: 1 };
  const tokens = new Set(fields.requirements.map(({ token }) => token));
  return {
    ...fields,
    statesDependencies: true,
    refs: [
      ...fields.refs,
      ...found.dependencies.map((id) => ({
        from: id,
        to: id,
        ...place,
        source: `dependencies in ${found.file}`,
      })),
    ],
    requirements: [
      ...fields.requirements,
      ...found.requirements
        .filter((token) => !tokens.has(token))
        .map((token) => ({ token, ...place })),
    ],
    writes: [...new Set([...fields.writes, ...found.writes])],
    state:
      found.lane === 'done'
        ? { text: 'done', line: item.draft.line }
        : fields.state,
  };
}
