import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import type { Budget, Price } from '../../model/budget.ts';
import type { Event } from '../../model/event.ts';

/** The price table of the last start, so that a look at a run counts as the run did. */
export function recordedPrices(events: readonly Event[]): Budget['prices'] {
  const prices = readRecorded(events).last.get('prices');
  if (!isJsonObject(prices)) return {};
  const read = Object.entries(prices).flatMap(([name, price]) => {
    const known = priceIn(price);
    return known === null ? [] : [[name, known] as const];
  });
  return Object.fromEntries(read);
}

function priceIn(value: unknown): Price | null {
  if (!isJsonObject(value)) return null;
  const { input, output, cached_input: cached } = value;
  if (typeof input !== 'number' || typeof output !== 'number') return null;
  return {
    input,
    output,
    cached_input: typeof cached === 'number' ? cached : null,
  };
}
