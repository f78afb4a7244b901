import { describe, expect, test } from 'vitest';
import schema from '../../references/plan-schema.json' with { type: 'json' };
import { CRITICALITIES, UNIT_TYPES } from '../../src/model/assignment.ts';
import { planJson } from '../../src/report/plan/plan-json.ts';
import type { PlanJsonData } from '../../src/report/plan/plan-json.ts';
import { validator } from '../../src/schema/validator.ts';
import { planned } from '../../src/simulation/planned-state.ts';
import { explainUnit } from '../../src/view/plan/explain-plan.ts';
import { WAIT_TYPES } from '../../src/view/hold-reason.ts';
import { toFullPlanOverview } from '../../src/view/plan/plan-overview.ts';
import { buildSubtask } from '../helpers/build-state.ts';
import { planLimits } from '../helpers/plan-limits.ts';
import { unit } from '../helpers/world.ts';

const validate = validator(schema);

const limits = planLimits({
  resources: { db: { slots: 1, units: ['1'], writes: ['db/**'] } },
});
const overview = toFullPlanOverview(
  planned([
    unit('1', { subtasks: [buildSubtask('1.1')] }),
    unit('2', { needs: ['1'], why: ['1: said'], writes: ['a.ts'] }),
    unit('3', { writes: ['a.ts'], reads: ['b/'], requirements: ['1.1'] }),
    unit('4', { manifest: 'none', checkpoint: true }),
    unit('5', { manual: true, needs: ['6'] }),
    unit('6', { needs: ['5'], is_optional: true }),
  ]),
  limits,
);
const data: PlanJsonData = {
  spec_path: '.kiro/specs/demo',
  overview,
  settings: {
    jobs: 2,
    isolation: 'worktree',
    target_branch: null,
    checks: [{ name: 'test', run: 'npm test' }],
    roles: limits.roles,
    resources: limits.resources,
    permissions: ['codex writes'],
    notes: [],
  },
  explanations: null,
};
const parse = (text: string): object => JSON.parse(text) as object;

describe('what plan --json prints', () => {
  test('is what the schema says', () => {
    expect(validate(parse(planJson(data)))).toEqual([]);
    const explained = explainUnit('2', overview) ?? expect.fail('no unit 2');
    const more = { ...data, explanations: [explained] };
    expect(validate(parse(planJson(more)))).toEqual([]);
  });

  test('has every property that the schema knows', () => {
    expect(Object.keys(parse(planJson({ ...data, explanations: [] })))).toEqual(
      Object.keys(schema.properties),
    );
  });

  test.each([
    ['an unknown key', { extra: 1 }],
    ['a makespan in words', { makespan: '3 tasks' }],
    ['no settings', { settings: undefined }],
    ['an edge to nowhere', { edges: [{ from: '1' }] }],
  ])('would not pass with %s', (_, change) => {
    expect(validate({ ...parse(planJson(data)), ...change })).not.toEqual([]);
  });
});

test('the words of the schema are those of the program', () => {
  const { Unit, Wait } = schema.$defs;
  expect(Wait.properties.type.enum).toEqual([...WAIT_TYPES]);
  expect(Unit.properties.type.enum).toEqual([...UNIT_TYPES]);
  expect(Unit.properties.criticality.enum).toEqual([...CRITICALITIES]);
});
