import type { Attempt } from '../../model/attempt.ts';
import type { Budget } from '../../model/budget.ts';
import { costOf } from '../../engine/budgets/budgets.ts';
import type { Finding } from '../../model/finding.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { outcomeWord, runningAttempts } from '../attempts.ts';
import {
  formatCost,
  formatDuration,
  formatTokens,
  millisBetween,
} from '../format.ts';
import type { LiveRow } from './live.ts';
import type { Tone } from '../status-look.ts';
import { cleanText, oneLine } from '../terminal-text.ts';

/** One thing to know about a unit; several of one label stand below each other. */
export type LiveFact = {
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone;
};

/** Everything about one unit, as text that is safe on a terminal. */
export type LiveDetails = {
  readonly task_id: TaskId;
  readonly title: string;
  readonly glyph: string;
  readonly tone: Tone;
  readonly facts: readonly LiveFact[];
  /** What was heard of it, oldest first. */
  readonly log: readonly string[];
};

/** What the details of a unit need beside the state. */
export type DetailOptions = {
  readonly now: string;
  /** The unit as the table has it. */
  readonly row: LiveRow;
  /** What was heard of it since this start. */
  readonly log: readonly string[];
  /** For CLIs that do not say what they cost. */
  readonly prices?: Budget['prices'] | undefined;
};

/** What a person wants to know of one unit; null where there is none of that id. */
export function toLiveDetails(
  state: State,
  options: DetailOptions,
): LiveDetails | null {
  const { row, log } = options;
  const unit = state.units.find(({ plan }) => plan.task_id === row.task_id);
  if (unit === undefined) return null;
  return {
    task_id: row.task_id,
    title: row.title,
    glyph: row.glyph,
    tone: row.tone,
    facts: factsOf(unit, options),
    log: log.length > 0 ? log.map(oneLine) : lastWords(unit),
  };
}

/** Of one thing, in UTF-16 units: it is drawn ten times a second. */
const LONGEST_FACT = 2000;

function factsOf(
  unit: Unit,
  { now, row, log, prices }: DetailOptions,
): readonly LiveFact[] {
  const { writes, reads } = unit.plan.assignment;
  // What an agent does now is the end of the log.
  const isInLog = log.length > 0 && runningAttempts(unit).length > 0;
  const facts: readonly LiveFact[] = [
    {
      label: 'status',
      text: [row.word, row.elapsed].filter((text) => text !== '').join(' · '),
      tone: row.tone,
    },
    {
      label: row.is_running ? 'does' : 'waits',
      text: isInLog ? '' : row.doing,
    },
    { label: 'needs', text: unit.plan.dependencies.join(', ') },
    { label: 'writes', text: [...writes, ...unit.grown_writes].join(', ') },
    { label: 'reads', text: reads.join(', ') },
    ...unit.attempts.map((attempt) => attemptFact(attempt, { now, prices })),
    ...unit.open_findings.map(findingFact),
    ...(unit.note === null ? [] : [{ label: 'note', text: unit.note }]),
  ];
  return facts
    .map((fact) => ({
      ...fact,
      text: oneLine(fact.text.slice(0, LONGEST_FACT)),
    }))
    .filter(({ text }) => text !== '');
}

function attemptFact(
  attempt: Attempt,
  options: Pick<DetailOptions, 'now' | 'prices'>,
): LiveFact {
  const isRunning = attempt.status === 'running';
  const end = isRunning ? options.now : attempt.ended_at;
  const usage = isRunning ? null : attempt.usage;
  const cost = usage && costOf(usage, attempt.backend, options.prices ?? {});
  const parts = [
    `${attempt.role} ${attempt.n}`,
    attempt.backend,
    outcomeWord(attempt) ?? 'running',
    formatDuration(millisBetween(attempt.started_at, end)),
    ...(usage === null
      ? []
      : [`${formatTokens(usage.input_tokens + usage.output_tokens)} tokens`]),
    ...(cost === null ? [] : [formatCost(cost)]),
  ];
  return {
    label: 'attempts',
    text: parts.join(' · '),
    ...(isRunning ? { tone: 'active' as const } : {}),
  };
}

function findingFact(finding: Finding): LiveFact {
  const { severity, file, line, description } = finding;
  const place =
    file === null ? '' : ` ${file}${line === null ? '' : `:${line}`}`;
  return {
    label: 'findings',
    text: `${severity}${place}: ${description}`,
    tone: severity === 'minor' ? 'quiet' : 'warning',
  };
}

/** Of a start before this one nothing was heard but what the last agent said at its end. */
const lastWords = ({ attempts }: Unit): readonly string[] => {
  const last = attempts.at(-1);
  return last?.status !== 'ended'
    ? []
    : cleanText(last.output)
        .split('\n')
        .map(oneLine)
        .filter((line) => line !== '');
};
