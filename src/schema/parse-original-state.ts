import schema from '../../references/original-state-schema.json' with { type: 'json' };
import { fingerprint } from '../lib/fingerprint.ts';
import { isJsonObject } from '../lib/ndjson.ts';
import type { Result } from '../lib/result.ts';
import type { AgentState, AgentStateTask } from '../model/agent-state.ts';
import type { UnitType } from '../model/assignment.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { SCHEMA_VERSION } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import { parseAgentState } from './parse-agent-state.ts';
import { parseJsonFile, readJson } from './parse-json.ts';
import { validator } from './validator.ts';

const validate = validator(schema);

/** A state file, whichever program wrote it. */
export type KnownState = {
  readonly state: AgentState;
  /** Written by the original program: it has neither a run nor a journal. */
  readonly isOriginal: boolean;
};

/** Reads AGENT_STATE.json of this program or of the original one, which knows no `schema_version`. */
export function parseKnownState(
  text: string,
  file = 'AGENT_STATE.json',
): Result<KnownState, readonly Diagnostic[]> {
  if (isOriginal(text)) {
    const parsed = parseJsonFile(text, { file, validate });
    if (!parsed.ok) return parsed;
    // The schema looked at every field that is read.
    const state = toState(parsed.value as Original);
    return { ok: true, value: { state, isOriginal: true } };
  }
  const parsed = parseAgentState(text, file);
  return parsed.ok
    ? { ok: true, value: { state: parsed.value, isOriginal: false } }
    : parsed;
}

function isOriginal(text: string): boolean {
  const read = readJson(text.replace(/^\uFEFF/, ''));
  return (
    read.ok &&
    isJsonObject(read.value) &&
    !('schema_version' in read.value) &&
    Array.isArray(read.value['tasks'])
  );
}

type Maybe<T> = T | null | undefined;

type OriginalTask = {
  readonly task_id: string;
  readonly status: Status;
} & {
  readonly [
    Key in
      | 'description'
      | 'type'
      | 'owner_agent'
      | 'criticality'
      | 'parent_id'
      | 'target_window'
      | 'completed_at'
  ]?: Maybe<string>;
} & {
  readonly [Key in 'writes' | 'reads']?: Maybe<readonly string[]>;
} & {
  readonly [Key in 'fix_attempts' | 'max_fix_attempts']?: Maybe<number>;
} & { readonly is_optional?: Maybe<boolean> };

type Original = {
  readonly spec_path: string;
  readonly session_name?: Maybe<string>;
  readonly updated_at?: Maybe<string>;
  readonly window_mapping?: Maybe<Readonly<Record<string, string>>>;
  readonly tasks: readonly OriginalTask[];
  readonly deferred_fixes?: Maybe<
    readonly {
      readonly task_id?: string;
      readonly description?: Maybe<string>;
    }[]
  >;
};

const TIME =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** Its clock wrote microseconds and no time zone; what is no time is not taken over. */
function timeOf(text: Maybe<string>): string | null {
  const found = TIME.exec(text ?? '');
  if (found === null) return null;
  const [, date = '', time = '', fraction = '.', zone = 'Z'] = found;
  return `${date}T${time}${fraction.padEnd(4, '0').slice(0, 4)}${zone}`;
}

const EPOCH = '1970-01-01T00:00:00.000Z';

/** Its tasks.md named ids with the dot that follows them in the text. */
const idOf = (id: string): string => id.trim().replace(/\.$/, '');

const toState = (original: Original): AgentState => ({
  schema_version: SCHEMA_VERSION,
  run_id: '',
  seq: 0,
  spec_path: original.spec_path,
  session_name: original.session_name ?? '',
  target_branch: null,
  integration_branch: null,
  tasks: original.tasks.map(toTask),
  review_findings: [],
  final_reports: [],
  blocked_items: [],
  pending_decisions: [],
  deferred_fixes: (original.deferred_fixes ?? []).flatMap(toDeferred),
  window_mapping: original.window_mapping ?? {},
  updated_at: timeOf(original.updated_at) ?? EPOCH,
});

const toDeferred = ({
  task_id,
  description,
}: {
  readonly task_id?: string;
  readonly description?: Maybe<string>;
}): AgentState['deferred_fixes'] =>
  task_id === undefined || description == null
    ? []
    : [
        {
          task_id: idOf(task_id),
          fingerprint: fingerprint([description]),
          severity: 'minor',
          description,
          file: null,
          line: null,
          source: 'review',
          said_by: [],
        },
      ];

const toTask = (task: OriginalTask): AgentStateTask => ({
  ...NOTHING_KNOWN,
  task_id: idOf(task.task_id),
  description: task.description ?? '',
  // An unknown word is no type: the plan guesses then, as without it.
  type: (task.type ?? '') as UnitType,
  status: task.status,
  owner_agent: task.owner_agent ?? '',
  criticality: task.criticality ?? '',
  is_optional: task.is_optional ?? false,
  parent_id: task.parent_id == null ? null : idOf(task.parent_id),
  writes: task.writes ?? [],
  reads: task.reads ?? [],
  fix_attempts: task.fix_attempts ?? 0,
  max_fix_attempts: task.max_fix_attempts ?? 0,
  target_window: task.target_window ?? null,
  completed_at: timeOf(task.completed_at),
});

const NOTHING_KNOWN = {
  dependencies: [],
  subtasks: [],
  details: [],
  escalated: false,
  escalated_at: null,
  original_agent: null,
  last_review_severity: null,
  review_history: [],
  blocked_reason: null,
  blocked_by: null,
  exit_code: null,
  output: null,
  error: null,
  files_changed: [],
  coverage: null,
  tests_passed: null,
  tests_failed: null,
  window_id: null,
  pane_id: null,
  created_at: null,
  commit: null,
  attempts: [],
  subtask_results: {},
  wait_reason: null,
} satisfies Partial<AgentStateTask>;
