import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Limits } from '../../engine/limits.ts';
import type { SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import type { Documents } from '../../ports/documents.ts';
import { digestDesign } from '../../report/pulse/design-digest.ts';
import { parsedText } from '../../report/parsed.ts';
import { renderPulse } from '../../report/pulse/pulse.ts';
import { findSymbols } from '../../report/pulse/symbols.ts';
import { readSpec } from '../../spec/read-spec.ts';
import { toAgentState } from '../../view/agent-state/agent-state.ts';
import type { Windows } from '../../view/agent-state/rows.ts';
import { findWaits } from '../../view/waits.ts';
import { requirementIds } from './requirement-ids.ts';

/** Keeps AGENT_STATE.json, TASKS_PARSED.json and PROJECT_PULSE.md true. */
export type Projector = {
  readonly onState: (state: State) => void;
  readonly onSpec: (files: SpecFiles) => void;
  /** The pulse as it would be written now. */
  readonly pulse: (state: State) => string;
};

/** What the documents are made of besides the state. */
export type ProjectorOptions = {
  readonly documents: Documents;
  readonly workdir: string;
  /** PROJECT_PULSE.md as it is now: what people wrote into it stays. */
  readonly pulsePath: string;
  readonly now: () => string;
  /** For what is made of the spec's own text; the state is made of masked events. */
  readonly mask: (text: string) => string;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
  /** What the run may use, so that every wait can be told apart. */
  readonly limits: Limits;
  /** Where a terminal shows each unit's agents. */
  readonly windows?: (() => Windows) | undefined;
};

/** Each document is rendered when it is about to be written, not at every event. */
export function createProjector(options: ProjectorOptions): Projector {
  const { documents } = options;
  let files: SpecFiles | null = null;
  const pulse = (state: State): string =>
    options.mask(pulseText(state, files, options));
  return {
    pulse,
    onState: (state) => {
      documents.update(
        'state',
        () =>
          `${JSON.stringify(toAgentState(state, findWaits(state, { limits: options.limits }), options.windows?.()), null, 2)}\n`,
      );
      documents.update('pulse', () => pulse(state));
    },
    onSpec: (next) => {
      const hasChanged = next.tasks !== files?.tasks;
      files = next;
      if (hasChanged) {
        documents.update('parsed', () =>
          options.mask(parsedText(readSpec(next))),
        );
      }
    },
  };
}

function pulseText(
  state: State,
  files: SpecFiles | null,
  options: ProjectorOptions,
): string {
  const requirements = files === null ? [] : requirementIds(files);
  return renderPulse(readPlain(options.pulsePath), {
    state,
    now: options.now(),
    spec_name: files?.name ?? state.run?.spec_path ?? '',
    design: digestDesign(files?.design ?? null),
    requirements,
    symbols: symbolsOf(state, options.workdir),
    flags: options.flags,
    limits: options.limits,
  });
}

/** Symbols are read where the code is: in the workdir, once it has landed. */
function symbolsOf(
  state: State,
  workdir: string,
): ReadonlyMap<string, readonly string[] | null> {
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
      isThere(join(workdir, path))
        ? findSymbols(path, readInside(workdir, path))
        : null,
    ]),
  );
}

/** A link is there whatever it leads to. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Not to be reached (a loop of links above it): nothing to point at.
    return false;
  }
}

/** More than this no person wrote by hand. */
const LARGEST_SOURCE_BYTES = 1024 * 1024;

/** A source file of the workdir; a link that leads out of it, or to a device, reads as nothing. */
function readInside(workdir: string, path: string): string {
  try {
    const real = realpathSync(join(workdir, path));
    const inside = relative(realpathSync(workdir), real);
    const stat = statSync(real);
    const isOwn = !isAbsolute(inside) && inside.split(sep)[0] !== '..';
    return isOwn && stat.isFile() && stat.size <= LARGEST_SOURCE_BYTES
      ? readFileSync(real, 'utf8')
      : '';
  } catch {
    // Removed since: it exports nothing.
    return '';
  }
}

/**
 * What people wrote into a file that is kept; null where there is none. What a
 * link leads to is nobody's text: it could be any file of the user's, which
 * agents would then read in ours.
 */
function readPlain(path: string): string | null {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : null;
  } catch {
    // Not there: nothing to keep.
    return null;
  }
}
