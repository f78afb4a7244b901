import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findJsonPaths, placeOf } from '../../lib/json-position.ts';
import type { AgentState } from '../../model/agent-state.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import {
  parseKnownState,
  type KnownState,
} from '../../schema/parse-original-state.ts';
import { compareStates, type UnitEdit } from './compare-states.ts';
import { readIfThere } from './file-system.ts';
import type { Layout } from './layout.ts';
import { hashOf, type StateHashes } from './state-hashes.ts';

/** What AGENT_STATE.json is to this start. */
export type OpenedState =
  /** There is none: the journal, where there is one, has everything. */
  | { readonly status: 'missing' }
  /** A version of ours: the journal says the same, and more. */
  | { readonly status: 'ours'; readonly state: AgentState }
  | {
      readonly status: 'edited';
      readonly state: AgentState;
      /** ISO time of the file's last change. */
      readonly edited_at: string;
      readonly edits: readonly UnitEdit[];
      /** Changes that are not taken over, with their lines. */
      readonly diagnostics: readonly Diagnostic[];
      /** To be called once the edits are in the journal: from then on it is ours. */
      readonly accept: () => void;
    }
  /** The journal is gone, or there never was one: this file is all there is. */
  | {
      readonly status: 'unjournaled';
      readonly state: AgentState;
      /** Written by the original program. */
      readonly isOriginal: boolean;
      /** To be called once what it says is in the journal. */
      readonly accept: () => void;
    }
  /** Of another spec or run, and finished: to be archived before the first write. */
  | { readonly status: 'foreign'; readonly state: AgentState };

export type OpenStateOptions = {
  readonly layout: Layout;
  readonly hashes: StateHashes;
  /** What the journal holds. */
  readonly events: readonly Event[];
  /** What the journal adds up to at this event, as it was written then. */
  readonly stateAt: (seq: number) => AgentState;
  /** Ids of the rows that are units. */
  readonly units: ReadonlySet<string>;
};

/**
 * Decides what the state file says, and changes nothing. Throws a `UserError`
 * where it is broken, or belongs to another spec that is not finished.
 */
export function openState(options: OpenStateOptions): OpenedState {
  const { layout, hashes, events } = options;
  const path = layout.documents.state;
  const bytes = readIfThere(path);
  if (bytes === null) return { status: 'missing' };
  const text = bytes.toString();
  const parsed = parseKnownState(text, path);
  if (!parsed.ok) throw broken(path, parsed.error);
  const { state, isOriginal } = parsed.value;
  if (isForeign(parsed.value, options)) {
    if (isFinished(state)) return { status: 'foreign', state };
    throw unfinished(state, path);
  }
  const last = events.at(-1)?.seq ?? 0;
  const hash = hashOf(bytes);
  if (last === 0) {
    const accept = (): void => {
      hashes.add(hash);
    };
    return { status: 'unjournaled', state, isOriginal, accept };
  }
  if (state.seq > last) throw ahead(state, { path, last });
  if (hashes.has(hash)) return { status: 'ours', state };
  return readEdits(options, { path, text, state, hash });
}

type Edited = {
  readonly path: string;
  readonly text: string;
  readonly state: AgentState;
  readonly hash: string;
};

function readEdits(
  { hashes, stateAt, units }: OpenStateOptions,
  { path, text, state, hash }: Edited,
): OpenedState {
  const base = stateAt(state.seq);
  const { edits, problems } = compareStates(base, state, units);
  const offsets = findJsonPaths(text, new Set(problems.map((p) => p.path)));
  const diagnostics = problems.map(
    ({ severity, path: at, message }): Diagnostic => ({
      code: 'state-edit',
      severity,
      message,
      file: path,
      ...placeOf(text, offsets.get(at) ?? 0),
    }),
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw broken(path, errors);
  return {
    status: 'edited',
    state,
    edited_at: statSync(path).mtime.toISOString(),
    edits,
    diagnostics,
    accept: () => hashes.add(hash),
  };
}

/** The same folder in another checkout has the same path, but not the same run. */
function isForeign(
  { state, isOriginal }: KnownState,
  { layout, events }: OpenStateOptions,
): boolean {
  const started = events.find(({ type }) => type === 'run_started');
  const isOfSpec = isOriginal
    ? isAt(state.spec_path, layout)
    : state.spec_path === layout.specPath;
  return (
    !isOfSpec ||
    (started?.type === 'run_started' && started.run_id !== state.run_id)
  );
}

/** The original program wrote the path as it was given: a folder or its task list. */
function isAt(path: string, { workdir, specFolder }: Layout): boolean {
  const given = resolve(workdir, path);
  return given === specFolder || dirname(given) === specFolder;
}

/** Nothing in it waits for anybody. */
export const isFinished = (state: AgentState): boolean =>
  state.pending_decisions.length === 0 &&
  state.tasks.every(
    ({ status, is_optional: isOptional }) =>
      status === 'completed' ||
      status === 'canceled' ||
      (isOptional && status === 'not_started'),
  );

const broken = (path: string, found: readonly Diagnostic[]): UserError => {
  const lines = found.map(
    ({ file, line, column, message }) =>
      `  ${file ?? path}:${line ?? 1}:${column ?? 1}: ${message}`,
  );
  return new UserError(`${path} is not valid:\n${lines.join('\n')}`, {
    hint: 'Nothing was changed. Put these lines right, or move the file away: it is made again from the journal.',
  });
};

const unfinished = (state: AgentState, path: string): UserError =>
  new UserError(
    `${path} belongs to another run that is not finished: ${state.spec_path}${state.run_id === '' ? '' : ` (${state.run_id})`}`,
    {
      hint: `Give this spec a folder of its own with --output DIR, or finish that run first (orchestration-loop --spec ${state.spec_path}). If it is not needed any more, move the file away.`,
    },
  );

const ahead = (
  state: AgentState,
  { path, last }: { readonly path: string; readonly last: number },
): UserError =>
  new UserError(
    `${path} contains event ${state.seq}, but the journal ends at event ${last}: the journal lost its end`,
    {
      hint: 'Nothing was changed. Bring the journal back, or move it away to go on from this file.',
    },
  );
