/** What a fence holds: waves, something else, or what was meant as waves and cannot be read. */
export type WavesRead =
  | { readonly type: 'waves'; readonly waves: string[][] }
  | { readonly type: 'other' }
  | { readonly type: 'broken'; readonly reason: string };

/** Reads Kiro's waves in every shape seen; `expected` says that a bare array can be nothing else here. */
export function readWaves(text: string, expected: boolean): WavesRead {
  if (!/"waves"/.test(text) && !(expected && /^\s*\[/.test(text)))
    return { type: 'other' };
  const parsed = parseLoose(text);
  if (parsed === undefined)
    return { type: 'broken', reason: 'the waves are no valid JSON' };
  const list = wavesIn(parsed);
  if (list === null) return { type: 'broken', reason: 'the waves are no list' };
  return { type: 'waves', waves: ordered(list) };
}

/** JSON, and JSON as people leave it: comments, a comma before a bracket. */
function parseLoose(text: string): unknown {
  const attempts = [
    text,
    text
      .replace(/^[ \t]*\/\/.*$/gm, '')
      .replace(
        /("(?:[^"\\\n]|\\.)*")|\/\/.*$/gm,
        (_, quoted?: string) => quoted ?? '',
      )
      .replace(/,(\s*[\]}])/g, '$1'),
  ];
  for (const attempt of attempts) {
    try {
      return JSON.parse(attempt) as unknown;
    } catch {
      // The next attempt forgives more; the caller reports when none succeeds.
    }
  }
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value);

function wavesIn(value: unknown): readonly unknown[] | null {
  if (isList(value)) return value;
  if (!isRecord(value)) return null;
  const { waves } = value;
  if (isList(waves)) return waves;
  return isRecord(waves) ? Object.values(waves) : null;
}

/** By wave number where every wave has one; else as listed. */
function ordered(list: readonly unknown[]): string[][] {
  const waves = list.map((wave) => ({ n: numberOf(wave), ids: idsOf(wave) }));
  const numbered = waves.every(({ n }) => n !== null);
  const sorted = numbered
    ? [...waves].sort((a, b) => (a.n ?? 0) - (b.n ?? 0))
    : waves;
  return sorted.map(({ ids }) => ids);
}

function numberOf(wave: unknown): number | null {
  if (!isRecord(wave)) return null;
  const n = wave['id'] ?? wave['wave'] ?? wave['order'];
  return typeof n === 'number' ? n : null;
}

function idsOf(wave: unknown): string[] {
  const list = isRecord(wave)
    ? (wave['tasks'] ?? wave['taskIds'] ?? wave['ids'])
    : wave;
  if (!isList(list)) return [];
  return list.flatMap((entry) => {
    const id = isRecord(entry)
      ? (entry['id'] ?? entry['task'] ?? entry['taskId'])
      : entry;
    return typeof id === 'string' || typeof id === 'number'
      ? [String(id).trim().replace(/[.:]$/, '')]
      : [];
  });
}
