import { fenced } from '../lib/fenced.ts';
import type { Evidence } from '../model/attempt.ts';
import type { Finding } from '../model/finding.ts';
import type { Workspace } from '../ports/workspace.ts';

/** Lines before and after the one that a finding is about. */
const AROUND = 15;
/** Longest line that is quoted whole, in characters: generated files have longer ones. */
const LONGEST_LINE = 300;
/** Findings that get their code: a fix prompt stays compact. */
const MOST = 20;

/** The code around findings as the work has it now, by fingerprint; nothing where there is no place. */
export async function codeAround(
  findings: readonly Finding[],
  evidence: Evidence | null,
  workspace: Pick<Workspace, 'fileText'>,
): Promise<ReadonlyMap<string, string>> {
  const code = new Map<string, string>();
  if (evidence === null) return code;
  for (const { fingerprint, file, line } of findings) {
    if (file === null || line === null || code.size >= MOST) continue;
    const path = file.trim().replace(/^(?:\.\/)+/u, '');
    const text = await workspace.fileText(evidence, path);
    const quoted = text === null ? null : excerpt(text, line);
    if (quoted !== null) code.set(fingerprint, quoted);
  }
  return code;
}

function excerpt(text: string, line: number): string | null {
  const lines = text.split('\n');
  if (line < 1 || line > lines.length) return null;
  const first = Math.max(1, line - AROUND);
  const quoted = lines
    .slice(first - 1, line + AROUND)
    .map(
      (content, place) =>
        `${String(first + place).padStart(5)}${first + place === line ? '>' : ' '} ${cut(content)}`,
    );
  return fenced(quoted.join('\n'), 'text');
}

const cut = (line: string): string =>
  line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} …`;
