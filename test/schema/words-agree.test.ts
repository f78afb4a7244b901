import { expect, test } from 'vitest';
import assignmentSchema from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import orchestrateSchema from '../../references/answer-schemas/orchestrate.json' with { type: 'json' };
import verdictSchema from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import eventSchema from '../../references/event-schema.json' with { type: 'json' };
import stateSchema from '../../references/agent-state-schema.json' with { type: 'json' };
import {
  CRITICALITIES,
  ROLES,
  UNIT_TYPES,
} from '../../src/model/assignment.ts';
import { DECISION_ACTIONS } from '../../src/model/decision.ts';
import { FAILURE_TYPES } from '../../src/model/failure.ts';
import { SEVERITIES } from '../../src/model/finding.ts';
import { SCHEMA_VERSION } from '../../src/model/state.ts';
import { STATUSES } from '../../src/model/status.ts';
import { TICK_ACTIONS } from '../../src/model/tick.ts';
import { eventBodies } from './examples.ts';

const state = stateSchema.$defs;
const event = eventSchema.$defs;
const assigned = assignmentSchema.properties.dispatch_units.items.properties;

test.each([
  ['statuses', STATUSES, [state.status.enum, event.Status.enum]],
  ['roles', ROLES, [state.attempt.properties.role.enum, event.Role.enum]],
  [
    'severities',
    SEVERITIES,
    [
      state.severity.enum,
      event.Severity.enum,
      verdictSchema.properties.severity.enum,
    ],
  ],
  [
    'criticalities',
    CRITICALITIES,
    [state.criticality.enum, event.Criticality.enum, assigned.criticality.enum],
  ],
  [
    'unit types',
    UNIT_TYPES,
    [
      state.task.properties.type.enum,
      event.Assignment.properties.type.enum,
      assigned.type.enum,
    ],
  ],
  [
    'decision actions',
    DECISION_ACTIONS,
    [
      event.DecisionAction.enum,
      state.decision.properties.options.items.properties.action.enum,
    ],
  ],
  [
    'tick actions',
    TICK_ACTIONS,
    [
      event.TickAction.enum,
      orchestrateSchema.properties.actions.items.properties.type.enum,
    ],
  ],
  ['failures', FAILURE_TYPES, [event.Failure.properties.type.enum]],
])('the %s of the schemas are those of the model', (_, words, schemas) => {
  for (const schema of schemas) expect(schema).toEqual([...words]);
});

test('the schema of the state is of the version that is written', () => {
  expect(stateSchema.properties.schema_version.const).toBe(SCHEMA_VERSION);
});

test('the schema of events lists its types, and the examples have them all', () => {
  const types = eventSchema.properties.type.enum;
  expect(new Set(eventBodies.map(({ type }) => type))).toEqual(new Set(types));
  expect(eventSchema.oneOf.map(({ $ref }) => $ref)).toEqual(
    types.map((type) => `#/$defs/${type}`),
  );
});
