import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Spec } from '../../src/model/spec.ts';
import { withoutOptional } from '../../src/spec/optional.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { loadSpec } from './load-spec.ts';

const SPECS = join(import.meta.dirname, '../fixtures/specs');

/** What a fixture says about itself, beside its spec. */
type Expected = {
  readonly path?: string;
  readonly dialect: string;
  readonly spec_type: string;
  readonly units: Record<string, string[]>;
  readonly without_optional: Record<string, string[]>;
  readonly writes?: Record<string, string[]>;
  readonly files?: Record<string, string[]>;
  /** `code file:line`, in order. */
  readonly diagnostics: string[];
};

const edges = (spec: Spec): Record<string, string[]> =>
  Object.fromEntries(
    spec.units.map((unit) => [unit.task_id, [...unit.dependencies].sort()]),
  );

describe('a spec of each kind', () => {
  test.each(readdirSync(SPECS))('%s', (name) => {
    const folder = join(SPECS, name);
    const expected = JSON.parse(
      readFileSync(join(folder, 'expected.json'), 'utf8'),
    ) as Expected;
    const spec = readSpec(
      loadSpec(folder, expected.path ?? `.kiro/specs/${name}`),
    );
    const lists = (field: 'writes' | 'files') =>
      Object.fromEntries(
        Object.keys(expected[field] ?? {}).map((id) => [
          id,
          spec.tasks.find((task) => task.task_id === id)?.[field],
        ]),
      );
    expect({
      dialect: spec.dialect,
      spec_type: spec.spec_type,
      units: edges(spec),
      without_optional: edges(withoutOptional(spec)),
      diagnostics: spec.diagnostics.map(
        ({ code, file, line }) => `${code} ${file ?? ''}:${line ?? 0}`,
      ),
    }).toEqual({
      dialect: expected.dialect,
      spec_type: expected.spec_type,
      units: expected.units,
      without_optional: expected.without_optional,
      diagnostics: expected.diagnostics,
    });
    expect(lists('writes')).toEqual(expected.writes ?? {});
    expect(lists('files')).toEqual(expected.files ?? {});
  });
});
