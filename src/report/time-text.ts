import { formatDuration } from '../view/format.ts';
import { TIME_REASONS } from '../view/time-account.ts';
import type { Spent, TimeReason } from '../view/time-account.ts';
import { entry } from './text-layout.ts';

const NAMES: Readonly<Record<TimeReason, string>> = {
  agent: 'agents',
  review: 'review',
  checks: 'checks',
  integration: 'integration',
  dependency: 'waiting for other units',
  files: 'waiting for files',
  slot: 'waiting for a slot',
  backend: 'waiting for a backend',
  resource: 'waiting for a resource',
  budget: 'waiting for budget',
  retry: 'pauses after failures',
  decision: 'open decisions',
  tick: 'waiting for the orchestrator',
  stopped: 'stopped',
};

/** Shorter than this is not worth a word. */
const WORTH_TELLING_MS = 1000;

/** Where the time of all units together went, the most of it first; nothing where there was none. */
export function timeLines(spent: Spent, columns: number): readonly string[] {
  const told = TIME_REASONS.map((reason) => ({
    reason,
    ms: spent[reason] ?? 0,
  }))
    .filter(({ ms }) => ms >= WORTH_TELLING_MS)
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ reason, ms }) => `${NAMES[reason]} ${formatDuration(ms)}`);
  return told.length === 0
    ? []
    : entry('Where the time went: ', told.join(', '), columns);
}
