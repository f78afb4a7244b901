import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfigs } from '../../adapters/agents/backends.ts';
import { readableStream } from '../../adapters/agents/readable-stream.ts';
import { slug } from '../../lib/slug.ts';
import type { Attempt } from '../../model/attempt.ts';
import { subjectOfAttempt } from '../../view/log-scope.ts';
import { openOutput } from './output-file.ts';

/** Takes one line of what an attempt printed. */
export type OnText = (
  source: 'stdout' | 'stderr',
  text: string,
) => Promise<void>;

/** Everything that an attempt prints: it may call its CLI more than once. */
export type AttemptOutput = {
  /** What has come since the last time; with `isEnded` to the very end. */
  readonly read: (
    onText: OnText,
    options: { readonly isEnded: boolean },
  ) => Promise<void>;
};

type Stream = AttemptOutput & { readonly folder: string };

/** Opens what is there of an attempt's logs, and what will be. */
export function openAttempt(
  attempt: Attempt,
  options: { readonly attemptsDir: string; readonly agents: AgentConfigs },
): AttemptOutput {
  const { attemptsDir, agents } = options;
  const streams: Stream[] = [];
  return {
    read: async (onText, ending) => {
      for (const folder of foldersOf(attempt, attemptsDir)) {
        if (streams.some((stream) => stream.folder === folder)) continue;
        const path = join(attemptsDir, folder);
        streams.push(
          { folder, ...openAnswers(path, attempt.backend, agents) },
          { folder, ...openComplaints(path) },
        );
      }
      for (const stream of streams) await stream.read(onText, ending);
    },
  };
}

function openAnswers(
  path: string,
  backend: string,
  agents: AgentConfigs,
): AttemptOutput {
  const file = openOutput(join(path, 'stdout.log'));
  const readable = readableStream(backend, agents);
  return {
    read: async (onText, ending) => {
      const tell = async (texts: readonly string[]): Promise<void> => {
        for (const text of texts) await onText('stdout', text);
      };
      await file.read((line) => tell(readable.push(line)), ending);
      if (ending.isEnded) await tell(readable.end());
    },
  };
}

function openComplaints(path: string): AttemptOutput {
  const file = openOutput(join(path, 'stderr.log'));
  return {
    read: (onText, ending) =>
      file.read((line) => onText('stderr', line), ending),
  };
}

/**
 * The folders of an attempt's calls in their order: asked again for its answer
 * (`-again`), or begun anew because its session was gone (`.2`).
 */
function foldersOf(attempt: Attempt, attemptsDir: string): readonly string[] {
  const name = `${slug(subjectOfAttempt(attempt))}-${attempt.role}-${attempt.n}`;
  const order = (folder: string): number => {
    const [, again, n] =
      /^(-again)?(?:\.(\d+))?$/.exec(folder.slice(name.length)) ?? [];
    return (again === undefined ? 0 : 1e6) + Number(n ?? 1);
  };
  return namesIn(attemptsDir)
    .filter(
      (folder) =>
        folder.startsWith(name) &&
        /^(?:-again)?(?:\.\d+)?$/.test(folder.slice(name.length)),
    )
    .toSorted((a, b) => order(a) - order(b));
}

/** Names of what is a folder: a link to one is not ours. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    // Nothing was started yet, or somebody removed the logs.
    return [];
  }
}
