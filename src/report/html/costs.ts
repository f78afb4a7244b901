import type { UsageRow } from '../../engine/budgets/usage.ts';
import { count, formatCost, formatTokens } from '../../view/format.ts';
import type { RunUsage } from '../../view/usage.ts';
import type { ReportData } from '../report-data.ts';
import { markup } from './markup.ts';
import type { Hole } from './markup.ts';
import { note, table } from './section.ts';
import type { Section } from './section.ts';
import { firstOf, shortLine } from './text.ts';

const MOST = 40;

/** Tokens and money, by who used them and for what; what is not known is said. */
export function costsSection({ summary }: ReportData): Section | null {
  const { usage } = summary;
  if (usage.by_backend.length === 0) return null;
  const { shown, note: more } = firstOf(usage.by_backend, MOST, 'backend');
  return {
    id: 'costs',
    title: 'Cost and tokens',
    aside:
      usage.cost_usd === null ? 'no cost is known' : formatCost(usage.cost_usd),
    body: markup`${table({
      caption: 'Tokens and cost by backend',
      head: ['Backend', ...COLUMNS],
      numbers: [1, 2, 3, 4, 5],
      rows: [...shown.map(cells), total(usage)],
    })}${note(more)}${table({
      caption: 'Tokens and cost by role',
      head: ['Role', ...COLUMNS],
      numbers: [1, 2, 3, 4, 5],
      rows: usage.by_role.map(cells),
    })}${note(
      usage.attempts_without_cost === 0
        ? null
        : `${count(usage.attempts_without_cost, 'attempt')} named no cost, and the configuration has no price for them: the sum is short by theirs.`,
    )}`,
  };
}

const COLUMNS = [
  'Attempts',
  'Tokens in',
  'of them cached',
  'Tokens out',
  'Cost',
];

const cells = (row: UsageRow): readonly Hole[] => [
  shortLine(row.name, 60),
  row.attempts,
  ...sums(row),
];

const total = (usage: RunUsage): readonly Hole[] => [
  markup`<b>Together</b>`,
  usage.by_backend.reduce((sum, { attempts }) => sum + attempts, 0),
  ...sums(usage),
];

const sums = (
  row: Pick<
    UsageRow,
    'input_tokens' | 'cached_input_tokens' | 'output_tokens' | 'cost_usd'
  >,
): readonly Hole[] => [
  formatTokens(row.input_tokens),
  formatTokens(row.cached_input_tokens),
  formatTokens(row.output_tokens),
  row.cost_usd === null ? 'not known' : formatCost(row.cost_usd),
];
