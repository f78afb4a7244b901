import type { Played } from './campaign.ts';
import type { Killed } from './sweep.ts';

/** Counts what was hit and prints it as tables, the most frequent first. */
export function tabulate(played: readonly Played[]): void {
  const kills = played.flatMap((life) => life.kills);
  const broken = played.filter(({ wrong }) => wrong.length > 0).length;
  const starts = played.reduce((sum, life) => sum + life.starts, 0);
  console.log(
    `\n${kills.length} kills in ${played.length} runs, ${starts} starts: ${broken} runs with something wrong\n`,
  );
  table(
    'Killed',
    kills.map(({ at }) => at.replace(/^(journal \w+) .*/, '$1')),
  );
  table('Event in the write', kills.flatMap(eventsOf));
  table(
    'While underway',
    kills.flatMap(({ phases }) => phases),
  );
  table(
    'Mode',
    kills.map(({ mode }) => mode),
  );
}

/** The event types that a kill at a write of the journal was the boundary of. */
export function eventsOf({ at }: Killed): readonly string[] {
  const [, types] = /^journal \w+ (.*)$/.exec(at) ?? [];
  return types === undefined ? [] : [...new Set(types.split(','))];
}

function table(title: string, values: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size === 0) return;
  console.log(`| ${title} | kills |\n| --- | --- |`);
  for (const [value, count] of [...counts].toSorted(([, a], [, b]) => b - a))
    console.log(`| ${value} | ${count} |`);
  console.log('');
}
