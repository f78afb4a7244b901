import { expectTypeOf, test } from 'vitest';
import assignmentSchema from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import reportSchema from '../../references/answer-schemas/report.json' with { type: 'json' };
import orchestrateSchema from '../../references/answer-schemas/orchestrate.json' with { type: 'json' };
import verdictSchema from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import configSchema from '../../references/config-schema.json' with { type: 'json' };
import eventSchema from '../../references/event-schema.json' with { type: 'json' };
import stateSchema from '../../references/agent-state-schema.json' with { type: 'json' };
import type {
  AgentState,
  AgentStateAttempt,
  AgentStateTask,
} from '../../src/model/agent-state.ts';
import type { WorkerReport } from '../../src/model/attempt.ts';
import type { CheckResult } from '../../src/model/check.ts';
import type {
  AgentConfig,
  CheckConfig,
  ConfigFile,
  RoleName,
} from '../../src/model/config.ts';
import type {
  Decision,
  DecisionAnswer,
  DecisionOption,
} from '../../src/model/decision.ts';
import type {
  Event,
  EventBody,
  RevertedUnit,
  StateEdit,
} from '../../src/model/event.ts';
import type {
  FinalReport,
  Finding,
  Verdict,
  VerdictIssue,
} from '../../src/model/finding.ts';
import type {
  Assignment,
  AssignmentAnswer,
} from '../../src/model/assignment.ts';
import type { Evidence, Usage } from '../../src/model/attempt.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { RestoredAttempt } from '../../src/model/restored.ts';
import type { OrchestrateAnswer } from '../../src/model/tick.ts';
import type { PlannedUnit, UnitTask } from '../../src/model/unit.ts';

/** The keys a schema knows for an object. */
type Keys<Schema extends { readonly properties: object }> =
  keyof Schema['properties'];

type Defs = (typeof eventSchema)['$defs'];
/** Names of events are snake_case, those of shared parts PascalCase. */
type EventDefs = {
  [K in keyof Defs]: K extends Uncapitalize<K> ? K : never;
}[keyof Defs];
/** The keys that an event's type has, whatever union it is made of. */
type EventKeys<Type extends EventBody['type']> = keyof Extract<
  Event,
  { type: Type }
>;

// These fail to compile, not to run.
test('the schema of the state has the keys of its types', () => {
  expectTypeOf<Exclude<Keys<typeof stateSchema>, '$schema'>>().toEqualTypeOf<
    keyof AgentState
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.task>>().toEqualTypeOf<
    keyof AgentStateTask
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.attempt>>().toEqualTypeOf<
    keyof AgentStateAttempt
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.finding>>().toEqualTypeOf<
    keyof Finding
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.final_report>>().toEqualTypeOf<
    keyof AgentState['final_reports'][number]
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.review_finding>>().toEqualTypeOf<
    keyof AgentState['review_findings'][number]
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.decision>>().toEqualTypeOf<
    keyof AgentState['pending_decisions'][number]
  >();
  expectTypeOf<Keys<typeof stateSchema.$defs.blocked_item>>().toEqualTypeOf<
    keyof AgentState['blocked_items'][number]
  >();
});

test('the schema of the config has the keys of its types', () => {
  expectTypeOf<Keys<typeof configSchema>>().toEqualTypeOf<keyof ConfigFile>();
  expectTypeOf<
    Keys<typeof configSchema.properties.agents.additionalProperties>
  >().toEqualTypeOf<keyof AgentConfig>();
  expectTypeOf<
    Keys<typeof configSchema.properties.checks.items>
  >().toEqualTypeOf<keyof CheckConfig>();
  expectTypeOf<
    Keys<typeof configSchema.properties.roles>
  >().toEqualTypeOf<RoleName>();
  expectTypeOf<Keys<typeof configSchema.properties.worktrees>>().toEqualTypeOf<
    keyof NonNullable<ConfigFile['worktrees']>
  >();
  expectTypeOf<Keys<typeof configSchema.properties.review>>().toEqualTypeOf<
    keyof NonNullable<ConfigFile['review']>
  >();
  expectTypeOf<Keys<typeof configSchema.properties.env>>().toEqualTypeOf<
    keyof NonNullable<ConfigFile['env']>
  >();
  expectTypeOf<Keys<typeof configSchema.properties.commits>>().toEqualTypeOf<
    keyof NonNullable<ConfigFile['commits']>
  >();
});

test('the schemas of answers have the keys of their types', () => {
  expectTypeOf<Keys<typeof assignmentSchema>>().toEqualTypeOf<
    keyof AssignmentAnswer
  >();
  expectTypeOf<
    Keys<typeof assignmentSchema.properties.dispatch_units.items>
  >().toEqualTypeOf<keyof AssignmentAnswer['dispatch_units'][number]>();
  expectTypeOf<Keys<typeof reportSchema>>().toEqualTypeOf<keyof WorkerReport>();
  expectTypeOf<Keys<typeof orchestrateSchema>>().toEqualTypeOf<
    keyof OrchestrateAnswer
  >();
  expectTypeOf<Keys<typeof verdictSchema>>().toEqualTypeOf<keyof Verdict>();
  expectTypeOf<
    Keys<typeof verdictSchema.properties.issues.items>
  >().toEqualTypeOf<keyof VerdictIssue>();
});

test('the schema of events has every type, with its keys', () => {
  expectTypeOf<EventDefs>().toEqualTypeOf<EventBody['type']>();
  expectTypeOf<{ [T in EventBody['type']]: Keys<Defs[T]> }>().toEqualTypeOf<{
    [T in EventBody['type']]: EventKeys<T>;
  }>();
  expectTypeOf<Keys<Defs['PlannedUnit']>>().toEqualTypeOf<keyof PlannedUnit>();
  expectTypeOf<Keys<Defs['UnitTask']>>().toEqualTypeOf<keyof UnitTask>();
  expectTypeOf<Keys<Defs['Assignment']>>().toEqualTypeOf<keyof Assignment>();
  expectTypeOf<Keys<Defs['Failure']>>().toEqualTypeOf<keyof Failure>();
  expectTypeOf<Keys<Defs['RestoredAttempt']>>().toEqualTypeOf<
    keyof RestoredAttempt
  >();
  expectTypeOf<Keys<Defs['RevertedUnit']>>().toEqualTypeOf<
    keyof RevertedUnit
  >();
  expectTypeOf<Keys<Defs['Usage']>>().toEqualTypeOf<keyof Usage>();
  expectTypeOf<Keys<Defs['Evidence']>>().toEqualTypeOf<keyof Evidence>();
  expectTypeOf<Keys<Defs['Finding']>>().toEqualTypeOf<keyof Finding>();
  expectTypeOf<Keys<Defs['FinalReport']>>().toEqualTypeOf<keyof FinalReport>();
  expectTypeOf<Keys<Defs['CheckResult']>>().toEqualTypeOf<keyof CheckResult>();
  expectTypeOf<Keys<Defs['Decision']>>().toEqualTypeOf<keyof Decision>();
  expectTypeOf<Keys<Defs['DecisionOption']>>().toEqualTypeOf<
    keyof DecisionOption
  >();
  expectTypeOf<Keys<Defs['DecisionAnswer']>>().toEqualTypeOf<
    keyof DecisionAnswer
  >();
  expectTypeOf<Keys<Defs['StateEdit']>>().toEqualTypeOf<keyof StateEdit>();
});
