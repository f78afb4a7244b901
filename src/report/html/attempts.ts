import type { Attempt } from '../../model/attempt.ts';
import { outcomeWord } from '../../view/attempts.ts';
import {
  formatCost,
  formatTime,
  formatTokens,
  millisBetween,
} from '../../view/format.ts';
import { attemptLog } from './attempt-log.ts';
import { markup, NOTHING } from './markup.ts';
import type { Hole, Markup } from './markup.ts';
import { prose } from './prose.ts';
import { note, table } from './section.ts';
import { mark, severityMark } from './status-mark.ts';
import { shortLine, tookText } from './text.ts';

/** Attempts of one unit that are shown, the latest of them. */
const MOST = 12;
/** Of what an agent said of one attempt, in characters. */
const LONGEST_SAYING = 500;

/** Every attempt with its outcome, what it took and where its logs are, then what the agents said. */
export function attemptsMarkup(
  attempts: readonly Attempt[],
  { logs, now }: { readonly logs: string; readonly now: string },
): Markup {
  if (attempts.length === 0) return note('No agent has worked on it yet.');
  const shown = attempts.slice(-MOST);
  const left = attempts.length - shown.length;
  return markup`${table({
    caption: 'Attempts',
    head: [
      'Attempt',
      'By',
      'Outcome',
      'Began',
      'Took',
      'Tokens',
      'Cost',
      'Logs',
    ],
    numbers: [4, 5, 6],
    rows: shown.map((attempt) => [
      `${attempt.role} ${attempt.n}`,
      shortLine(attempt.backend, 40),
      outcomeMark(attempt),
      formatTime(attempt.started_at),
      lengthOf(attempt, now),
      ...usageCells(attempt),
      markup`<code>${shortLine(attemptLog(attempt, logs), 200)}</code>`,
    ]),
  })}${note(left > 0 ? `${left} earlier attempts are not shown here.` : null)}${shown.map(saying)}`;
}

/** Of an interrupted one nobody saw the end: it was noted at the next start. */
function lengthOf(attempt: Attempt, now: string): string {
  if (attempt.status === 'running')
    return tookText(millisBetween(attempt.started_at, now));
  return attempt.outcome.type === 'interrupted'
    ? 'not known'
    : tookText(millisBetween(attempt.started_at, attempt.ended_at));
}

function outcomeMark(attempt: Attempt): Markup {
  const word = outcomeWord(attempt);
  if (word === null) return mark('●', 'running', 'active');
  if (word === 'interrupted') return mark('–', word, 'quiet');
  if (word !== 'succeeded') return mark('✗', word.replaceAll('_', ' '), 'bad');
  const verdict = attempt.status === 'ended' ? attempt.verdict : null;
  return verdict === null
    ? mark('✓', word, 'good')
    : markup`found ${severityMark(verdict.severity)}`;
}

function usageCells(attempt: Attempt): readonly Hole[] {
  const usage = attempt.status === 'ended' ? attempt.usage : null;
  return usage === null
    ? ['', '']
    : [
        formatTokens(usage.input_tokens + usage.output_tokens),
        usage.cost_usd === null ? '' : formatCost(usage.cost_usd),
      ];
}

/** Why an attempt failed, what its worker claims, or what its reviewer says. */
function saying(attempt: Attempt): Markup {
  if (attempt.status === 'running') return NOTHING;
  const { outcome, report, verdict, role, n } = attempt;
  const text =
    outcome.type === 'failed'
      ? outcome.failure.message
      : (verdict?.summary ?? report?.summary ?? '');
  return text.trim() === ''
    ? NOTHING
    : markup`<div class="saying"><b>${role} ${n}</b>${prose(text, LONGEST_SAYING)}</div>
`;
}
