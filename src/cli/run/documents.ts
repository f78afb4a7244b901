import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import type { Documents } from '../../ports/documents.ts';
import { digestDesign } from '../../report/design-digest.ts';
import { parsedText } from '../../report/parsed.ts';
import { renderPulse } from '../../report/pulse.ts';
import { findSymbols } from '../../report/symbols.ts';
import { readSpec } from '../../spec/read-spec.ts';
import { readRequirements } from '../../spec/requirements.ts';
import { toAgentState } from '../../view/agent-state.ts';
import { findWaits } from '../../view/waits.ts';

/** Keeps AGENT_STATE.json, TASKS_PARSED.json and PROJECT_PULSE.md true. */
export type Projector = {
  readonly onState: (state: State) => void;
  readonly onSpec: (files: SpecFiles) => void;
};

/** What the documents are made of besides the state. */
export type ProjectorOptions = {
  readonly documents: Documents;
  readonly workdir: string;
  /** PROJECT_PULSE.md as it is now: what people wrote into it stays. */
  readonly pulsePath: string;
  readonly now: () => string;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
};

/** Each document is rendered when it is about to be written, not at every event. */
export function createProjector(options: ProjectorOptions): Projector {
  const { documents } = options;
  let files: SpecFiles | null = null;
  return {
    onState: (state) => {
      documents.update(
        'state',
        () =>
          `${JSON.stringify(toAgentState(state, findWaits(state)), null, 2)}\n`,
      );
      documents.update('pulse', () => pulseText(state, files, options));
    },
    onSpec: (next) => {
      const hasChanged = next.tasks !== files?.tasks;
      files = next;
      if (hasChanged) {
        documents.update('parsed', () => parsedText(readSpec(next)));
      }
    },
  };
}

function pulseText(
  state: State,
  files: SpecFiles | null,
  options: ProjectorOptions,
): string {
  const requirements =
    files === null ? [] : readRequirements(files).ids.filter(isCriterion);
  return renderPulse(readOr(options.pulsePath, null), {
    state,
    now: options.now(),
    spec_name: files?.name ?? state.run?.spec_path ?? '',
    design: digestDesign(files?.design ?? null),
    requirements,
    symbols: symbolsOf(state, options.workdir),
    flags: options.flags,
  });
}

/** A requirement with criteria of its own is covered through them. */
const isCriterion = (
  id: string,
  _place: number,
  all: readonly string[],
): boolean => !all.some((other) => other.startsWith(`${id}.`));

/** Symbols are read where the code is: in the workdir, once it has landed. */
function symbolsOf(
  state: State,
  workdir: string,
): ReadonlyMap<string, readonly string[]> {
  if (state.landing?.type !== 'landed') return new Map();
  const paths = new Set(
    state.units.flatMap(({ attempts }) =>
      attempts.flatMap((attempt) =>
        attempt.status === 'ended'
          ? (attempt.evidence?.files_changed ?? [])
          : [],
      ),
    ),
  );
  return new Map(
    [...paths].map((path) => [
      path,
      findSymbols(path, readOr(join(workdir, path), '')),
    ]),
  );
}

function readOr<Missing>(path: string, missing: Missing): string | Missing {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there, or no file: nothing to read is an answer here.
    return missing;
  }
}
