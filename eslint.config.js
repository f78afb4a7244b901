import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { requireDisableReason } from './scripts/lint/require-disable-reason.js';

const PURE =
  'src/{lib,model,schema,spec,plan,ports,engine,simulation,view,loop}/**';
const CONFIG_FILES = ['*.config.{ts,js}'];

/** Syntax that is an error everywhere. */
const SYNTAX = [
  {
    selector:
      'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name: a name is searchable and stays the same.',
  },
  {
    selector:
      ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind="let"]',
    message: 'A module keeps no mutable state.',
  },
];

/** A file that only passes exports on hides where a thing lives. */
const BARREL = {
  selector: 'ExportAllDeclaration',
  message: 'Import from the file that owns the thing.',
};

const MODULE_MOCK = {
  selector:
    'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock|hoisted)$/]',
  message: 'Pass a port instead of replacing a module.',
};

/** Globals that reach outside the program. */
const EFFECT_GLOBALS = [
  'process',
  'console',
  'Date',
  'performance',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
].map((name) => ({
  name,
  message: 'This folder has no effects: take a port or a value.',
}));

const EXIT = ['exit', 'exitCode', 'abort'].map((property) => ({
  object: 'process',
  property,
  message: 'Only src/cli/main.ts ends the process: return or throw instead.',
}));

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.cache/', 'test/fixtures/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { local: { rules: { requireDisableReason } } },
    rules: {
      'local/requireDisableReason': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-cond-assign': 'error',
      'no-constant-binary-expression': 'error',
      'no-empty': 'error',
      'no-irregular-whitespace': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },

  // Plain JavaScript (build, configuration, stand-alone executables) is
  // parsed, not type checked.
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.base] },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // `default: unreachable(x)` proves a switch complete; without it every
      // member needs its case.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {
          considerDefaultExhaustiveForUnions: true,
          requireDefaultForNonUnion: true,
        },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // A port's method is async for the sake of its other implementations.
      '@typescript-eslint/require-await': 'off',
      'max-lines': [
        'error',
        { max: 400, skipBlankLines: true, skipComments: true },
      ],
      'max-params': ['error', 3],
    },
  },

  {
    files: ['src/**'],
    rules: {
      'no-restricted-syntax': ['error', ...SYNTAX, BARREL],
      'no-restricted-properties': ['error', ...EXIT],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      // Aim at 40; a flat switch over a union may be longer.
      'max-lines-per-function': [
        'error',
        { max: 60, skipBlankLines: true, skipComments: true },
      ],
    },
  },
  {
    files: ['src/**/*.tsx'],
    rules: {
      'max-lines-per-function': [
        'error',
        { max: 80, skipBlankLines: true, skipComments: true },
      ],
    },
  },
  { files: ['src/cli/main.ts'], rules: { 'no-restricted-properties': 'off' } },

  {
    files: [PURE],
    rules: {
      'no-restricted-globals': ['error', ...EFFECT_GLOBALS],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a seed.' },
        {
          object: 'AbortSignal',
          property: 'timeout',
          message: 'Take a clock.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^node:(?!path/posix$)',
              message: 'This folder has no effects: take a port or a value.',
            },
          ],
        },
      ],
    },
  },

  {
    files: ['test/**'],
    rules: {
      'no-restricted-syntax': ['error', ...SYNTAX, MODULE_MOCK],
      'max-lines': 'off',
      'max-params': ['error', 4],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: CONFIG_FILES, rules: { 'no-restricted-syntax': 'off' } },
);
