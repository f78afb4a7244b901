import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { Import, SourceModule } from './read-module.ts';

/** A broken rule: which one, where, and what is wrong in words. */
export type Violation = {
  readonly rule:
    | 'direction'
    | 'sibling'
    | 'adapter'
    | 'outside'
    | 'owner'
    | 'builtin'
    | 'computed'
    | 'missing'
    | 'folder'
    | 'default-export'
    | 'barrel'
    | 'cycle';
  readonly at: string;
  readonly message: string;
};

/** A folder may import from every row above its own, and from itself. */
const LAYERS: readonly (readonly string[])[] = [
  ['lib'],
  ['model'],
  ['schema', 'spec', 'plan', 'ports'],
  ['engine'],
  ['simulation'],
  ['view'],
  ['loop', 'adapters/*', 'report', 'ui'],
  ['cli'],
  ['bin.ts'],
];

/** Folders without effects: no file system, clock, processes or randomness. */
const PURE = [...LAYERS.slice(0, 6).flat(), 'loop'];
const PURE_BUILTINS = ['node:path/posix'];

/** The one folder that knows a library, so that it can be replaced there. */
const OWNERS: Readonly<Record<string, string>> = {
  execa: 'adapters/process',
  'p-limit': 'loop',
  ajv: 'schema',
  'remark-parse': 'spec',
  unified: 'spec',
  mdast: 'spec',
  'mdast-util-from-markdown': 'spec',
  'proper-lockfile': 'adapters/store',
  'string-width': 'view',
  ink: 'ui',
  react: 'ui',
  marked: 'report',
  sarif: 'report',
  commander: 'cli',
};

/** Files outside the sources that are compiled in. */
const COMPILED_IN: readonly (readonly [folder: string, file: RegExp])[] = [
  ['schema', /^\.\.\/references\/(?:[\w-]+\/)*[\w.-]+\.json$/],
  ['cli', /^\.\.\/package\.json$/],
];

/** Every broken rule in a set of source files. */
export function findViolations(
  modules: readonly SourceModule[],
): readonly Violation[] {
  const paths = new Set(modules.map(({ path }) => path));
  return [
    ...modules.flatMap((module) => [
      ...ownViolations(module),
      ...module.imports.flatMap((each) => {
        const broken = importViolation(module.path, each, paths);
        return broken ? [{ ...broken, at: `${module.path}:${each.line}` }] : [];
      }),
    ]),
    ...findCycles(modules),
  ];
}

function ownViolations(module: SourceModule): readonly Violation[] {
  const at = module.path;
  const found: Violation[] = [];
  if (layerOf(folderOf(at)) === -1)
    found.push({ rule: 'folder', at, message: 'is in no known folder' });
  // JSX imports React without saying so.
  if (at.endsWith('.tsx') && folderOf(at) !== OWNERS['react'])
    found.push({ rule: 'owner', at, message: 'draws outside of ui' });
  if (module.hasDefaultExport)
    found.push({ rule: 'default-export', at, message: 'has a default export' });
  if (module.isBarrel)
    found.push({ rule: 'barrel', at, message: 'only passes exports on' });
  return found;
}

type Broken = Omit<Violation, 'at'>;

function importViolation(
  path: string,
  { specifier }: Import,
  paths: ReadonlySet<string>,
): Broken | undefined {
  if (specifier === null)
    return { rule: 'computed', message: 'imports a computed name' };
  if (!specifier.startsWith('.')) return packageViolation(path, specifier);
  const target = resolveImport(path, specifier);
  if (target.startsWith('..')) return outsideViolation(path, target);
  if (!paths.has(target))
    return {
      rule: 'missing',
      message: `imports ${target}, which is not there`,
    };
  return directionViolation(folderOf(path), folderOf(target));
}

function packageViolation(path: string, specifier: string): Broken | undefined {
  const from = folderOf(path);
  if (specifier.startsWith('node:')) {
    return PURE.includes(from) && !PURE_BUILTINS.includes(specifier)
      ? {
          rule: 'builtin',
          message: `${from} has no effects, but imports ${specifier}`,
        }
      : undefined;
  }
  const name = packageName(specifier);
  if (builtinModules.includes(name))
    return { rule: 'builtin', message: `imports ${name} without node:` };
  const owner = OWNERS[name];
  if (owner === undefined)
    return { rule: 'owner', message: `imports ${name}, which has no owner` };
  return owner === from
    ? undefined
    : { rule: 'owner', message: `imports ${name}, which belongs to ${owner}` };
}

function outsideViolation(path: string, target: string): Broken | undefined {
  const isAllowed = COMPILED_IN.some(
    ([folder, file]) => folder === folderOf(path) && file.test(target),
  );
  return isAllowed
    ? undefined
    : {
        rule: 'outside',
        message: `imports ${target} from outside the sources`,
      };
}

function directionViolation(from: string, to: string): Broken | undefined {
  if (from === to) return undefined;
  const [upper, lower] = [layerOf(from), layerOf(to)];
  if (upper > lower) return undefined;
  const message = `${from} must not import ${to}`;
  if (upper < lower) return { rule: 'direction', message };
  const areAdapters = [from, to].every((each) => each.startsWith('adapters/'));
  return { rule: areAdapters ? 'adapter' : 'sibling', message };
}

/** Every file on a cycle is reported once, with the shortest way back to it. */
function findCycles(modules: readonly SourceModule[]): readonly Violation[] {
  const graph = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier }) =>
        specifier?.startsWith('.') ? [resolveImport(path, specifier)] : [],
      ),
    ]),
  );
  const seen = new Set<string>();
  return [...graph.keys()].flatMap((start) => {
    const cycle = seen.has(start) ? undefined : shortestCycle(start, graph);
    if (cycle === undefined) return [];
    for (const path of cycle) seen.add(path);
    return [
      { rule: 'cycle', at: start, message: [...cycle, start].join(' → ') },
    ];
  });
}

function shortestCycle(
  start: string,
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const queue: (readonly string[])[] = [[start]];
  const visited = new Set<string>();
  for (const trail of queue) {
    for (const next of graph.get(trail.at(-1) ?? start) ?? []) {
      if (next === start) return trail;
      if (visited.has(next)) continue;
      visited.add(next);
      queue.push([...trail, next]);
    }
  }
  return undefined;
}

function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'adapters' ? `${first}/${second}` : first;
}

const layerOf = (folder: string): number =>
  LAYERS.findIndex(
    (layer) =>
      layer.includes(folder) ||
      (layer.includes('adapters/*') && /^adapters\/[\w-]+$/.test(folder)),
  );

const resolveImport = (path: string, specifier: string): string =>
  posix.join(posix.dirname(path), specifier);

/** `ajv/dist/2020.js` → `ajv`, `@scope/name/x` → `@scope/name`. */
const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
