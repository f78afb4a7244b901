import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readModule } from './read-module.ts';
import { findViolations, type Violation } from './rules.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** Checks all TypeScript below a folder. */
async function violationsIn(folder: string): Promise<readonly Violation[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) =>
    /\.(ts|tsx|js|mjs|cjs)$/.test(path),
  );
  const modules = paths.map(async (path) =>
    readModule(path, await readFile(join(folder, path), 'utf8')),
  );
  return findViolations(await Promise.all(modules));
}

test('no source file breaks a rule', async () => {
  const found = await violationsIn(SOURCES);
  expect(
    found.map(({ rule, at, message }) => `${rule} ${at} ${message}`),
  ).toEqual([]);
});

test('the sources are where this test looks', async () => {
  expect(await readdir(SOURCES)).toEqual(
    expect.arrayContaining(['bin.ts', 'model', 'cli']),
  );
});

describe('a planted violation is found', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ol-imports-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function plant(
    files: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return (await violationsIn(folder)).map(({ rule, at }) => `${rule} ${at}`);
  }

  const X = 'export const x = 1;\n';

  test.each([
    // Each kind of import
    ['import', `import { x } from '../engine/x.ts';\nexport const y = x;`],
    ['import for its effects', `import '../engine/x.ts';\nexport const y = 1;`],
    [
      'import type',
      `import type { x } from '../engine/x.ts';\nexport type Y = typeof x;`,
    ],
    [
      'inline type import',
      `import { type x } from '../engine/x.ts';\nexport type Y = typeof x;`,
    ],
    ['type query', `export type Y = typeof import('../engine/x.ts');`],
    ['dynamic import', `export const y = () => import('../engine/x.ts');`],
    [
      'dynamic import in a template',
      'export const y = () => import(`../engine/x.ts`);',
    ],
    ['require', `export const y = require('../engine/x.ts');`],
    [
      'import equals',
      `import y = require('../engine/x.ts');\nexport const z = y;`,
    ],
    [
      'reference',
      `/// <reference path="../engine/x.ts" />\nexport const y = 1;`,
    ],
    ['re-export', `export { x } from '../engine/x.ts';\nexport const y = 1;`],
    [
      're-export of all',
      `export * from '../engine/x.ts';\nexport const y = 1;`,
    ],
    [
      'import inside a function',
      `export function y() {\n return import('../engine/x.ts');\n}`,
    ],
  ])('against the direction: %s', async (_form, text) => {
    const found = await plant({ 'engine/x.ts': X, 'model/y.ts': text });
    expect(found).toEqual([
      expect.stringMatching(/^direction model\/y\.ts:\d$/),
    ]);
  });

  test.each([
    ['lib', 'model'],
    ['model', 'ports'],
    ['schema', 'engine'],
    ['engine', 'simulation'],
    ['simulation', 'view'],
    ['view', 'loop'],
    ['view', 'report'],
    ['view', 'ui'],
    ['view', 'adapters/clock'],
    ['loop', 'cli'],
    ['adapters/clock', 'cli'],
    ['report', 'cli'],
    ['ui', 'cli'],
  ])('against the direction: %s → %s', async (from, to) => {
    const up = from.includes('/') ? '../..' : '..';
    const found = await plant({
      [`${to}/x.ts`]: X,
      [`${from}/y.ts`]: `import { x } from '${up}/${to}/x.ts';\nexport const y = x;`,
    });
    expect(found).toEqual([`direction ${from}/y.ts:1`]);
  });

  test.each([
    ['spec', 'plan'],
    ['schema', 'ports'],
    ['plan', 'schema'],
    ['loop', 'report'],
    ['ui', 'report'],
    ['report', 'loop'],
  ])('siblings: %s → %s', async (from, to) => {
    const found = await plant({
      [`${to}/x.ts`]: X,
      [`${from}/y.ts`]: `import { x } from '../${to}/x.ts';\nexport const y = x;`,
    });
    expect(found).toEqual([`sibling ${from}/y.ts:1`]);
  });

  test('the loop importing an adapter', async () => {
    const found = await plant({
      'adapters/clock/x.ts': X,
      'loop/y.ts': `import { x } from '../adapters/clock/x.ts';\nexport const y = x;`,
    });
    expect(found).toEqual(['sibling loop/y.ts:1']);
  });

  test('an adapter importing another adapter', async () => {
    const found = await plant({
      'adapters/process/x.ts': X,
      'adapters/agents/y.ts': `import { x } from '../process/x.ts';\nexport const y = x;`,
    });
    expect(found).toEqual(['adapter adapters/agents/y.ts:1']);
  });

  test.each([
    ['execa', 'adapters/agents'],
    ['p-limit', 'engine'],
    ['ajv', 'spec'],
    ['ajv/dist/2020.js', 'cli'],
    ['remark-parse', 'plan'],
    ['unified', 'report'],
    ['mdast', 'model'],
    ['mdast-util-from-markdown', 'report'],
    ['proper-lockfile', 'adapters/workspace'],
    ['ink', 'cli'],
    ['react', 'view'],
    ['react/jsx-runtime', 'report'],
    ['marked', 'spec'],
    ['commander', 'report'],
    ['left-pad', 'lib'],
    ['@scope/unknown/file', 'ui'],
  ])('a library outside its owner: %s in %s', async (name, folder_) => {
    const found = await plant({
      [`${folder_}/y.ts`]: `import { x } from '${name}';\nexport const y = x;`,
    });
    expect(found).toEqual([`owner ${folder_}/y.ts:1`]);
  });

  test.each([
    ['node:fs', 'engine'],
    ['node:fs/promises', 'lib'],
    ['node:child_process', 'model'],
    ['node:path', 'spec'],
    ['node:crypto', 'plan'],
    ['node:crypto', 'simulation'],
    ['node:process', 'view'],
    ['node:timers/promises', 'loop'],
    ['node:os', 'schema'],
    ['node:events', 'ports'],
    ['fs', 'adapters/store'],
    ['path/posix', 'spec'],
  ])(
    'a builtin where there are no effects: %s in %s',
    async (name, folder_) => {
      const found = await plant({
        [`${folder_}/y.ts`]: `import { x } from '${name}';\nexport const y = x;`,
      });
      expect(found).toEqual([`builtin ${folder_}/y.ts:1`]);
    },
  );

  test.each([
    ['export default 1;'],
    ['export default function y() {}'],
    ['export default class Y {}'],
    ['const y = 1;\nexport { y as default };'],
    [
      `import { x } from './x.ts';\nexport const z = x;\nexport { x as default } from './x.ts';`,
    ],
  ])('a default export: %j', async (text) => {
    const found = await plant({ 'lib/x.ts': X, 'lib/y.ts': text });
    expect(found).toEqual(['default-export lib/y.ts']);
  });

  test.each([
    ['lib/index.ts', `export * from './x.ts';`],
    [
      'lib/all.ts',
      `export { x } from './x.ts';\nexport type { y } from './y.ts';`,
    ],
    ['lib/index.ts', `import { x } from './x.ts';\nexport { x };`],
  ])('a barrel: %s', async (path, text) => {
    const found = await plant({
      'lib/x.ts': X,
      'lib/y.ts': 'export type y = 1;',
      [path]: text,
    });
    expect(found).toEqual([`barrel ${path}`]);
  });

  test('a cycle of three files, with types only and a lazy import', async () => {
    const found = await plant({
      'lib/a.ts': `import { b } from './b.ts';\nexport const a = () => b;`,
      'lib/b.ts': `import type { c } from './c.ts';\nexport const b: c = 1;`,
      'lib/c.ts': `export const later = () => import('./a.ts');\nexport type c = 1;`,
    });
    expect(found).toEqual(['cycle lib/a.ts']);
  });

  test('a file that imports itself', async () => {
    const text = `import { x } from './x.ts';\nexport const y = x;`;
    expect(await plant({ 'lib/x.ts': text })).toEqual(['cycle lib/x.ts']);
  });

  test.each([
    ['a file of the tests', 'lib/y.ts', '../../test/helpers/x.ts'],
    ['a reference outside schema', 'view/y.ts', '../../references/x.json'],
    ['a schema that is no JSON', 'schema/y.ts', '../../references/x.md'],
    ['a script', 'cli/y.ts', '../../scripts/x.mjs'],
  ])(
    'an import from outside the sources: %s',
    async (_what, path, specifier) => {
      const found = await plant({
        [path]: `import { x } from '${specifier}';\nexport const y = x;`,
      });
      expect(found).toEqual([`outside ${path}:1`]);
    },
  );

  test('a computed import', async () => {
    const text = 'export const y = (name: string) => import(name);';
    expect(await plant({ 'cli/y.ts': text })).toEqual(['computed cli/y.ts:1']);
  });

  test('an import of a file that is not there', async () => {
    const text = `import { x } from './x.ts';\nexport const y = x;`;
    expect(await plant({ 'lib/y.ts': text })).toEqual(['missing lib/y.ts:1']);
  });

  test.each([['utils/x.ts'], ['adapters/x.ts'], ['x.ts']])(
    'a file in no known folder: %s',
    async (path) => {
      expect(await plant({ [path]: X })).toEqual([`folder ${path}`]);
    },
  );

  test('a component outside of ui', async () => {
    const text = 'export const View = () => <p />;';
    expect(await plant({ 'report/View.tsx': text })).toEqual([
      'owner report/View.tsx',
    ]);
  });

  test('and what is allowed is not', async () => {
    const use = (specifier: string): string =>
      `import { x } from '${specifier}';\nexport const y = x;`;
    const found = await plant({
      'bin.ts': use('./cli/y.ts'),
      'lib/x.ts': X,
      'cli/x.ts': use('commander'),
      'cli/y.ts': use('../adapters/store/y.ts'),
      'cli/z.ts': use('../../package.json'),
      'adapters/store/x.ts': use('proper-lockfile'),
      'adapters/store/y.ts': use('./x.ts'),
      'adapters/store/z.ts': use('node:fs/promises'),
      'schema/x.ts': use('../../references/x.json'),
      'schema/y.ts': use('ajv/dist/2020.js'),
      'schema/z.ts': use('../../references/answers/x.json'),
      'spec/x.ts': use('node:path/posix'),
      'view/x.ts': use('../engine/x.ts'),
      'engine/x.ts': `// import { x } from '../cli/x.ts'\n${use('../plan/x.ts')}`,
      'plan/x.ts': `export const x = "import('../cli/x.ts')";`,
      'ui/View.tsx': `import { Text } from 'ink';\nexport const View = () => <Text>hi</Text>;`,
    });
    expect(found).toEqual([]);
  });
});
