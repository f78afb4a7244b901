import type { Decision } from '../model/decision.ts';
import { FINAL_TASK, RUN_TASK } from '../model/ids.ts';
import type { Finding } from '../model/finding.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';

import { currentEvidence } from '../model/state-access.ts';
import {
  decideCommand,
  detailsOf,
  headlineOf,
  isEscalated,
  openDecisions,
  subjectOf,
} from '../view/decisions.ts';
import { deferredFindings } from '../view/deferred.ts';
import { count, formatTime } from '../view/format.ts';
import { codeSpan, markdownLine } from './markdown-text.ts';
import { section } from './pulse-blocks.ts';
import type { PulseData } from './pulse-data.ts';

const MANY_FILES = 15;
const MANY_FIXES = 2;
const MANY_UNITS = 3;

/** What to look at with care, what was put off, and what waits for a person. */
export function riskLines(data: PulseData): readonly string[] {
  const { units } = data.state;
  const lines = [
    ...section('Cognitive Load Warnings', [
      ...units.flatMap(loadWarnings),
      ...hotFiles(units),
    ]),
    ...section('Technical Debt', [
      ...units.flatMap(debtLines),
      ...wholeDebt(data.state),
    ]),
    ...section('Blocked', units.flatMap(blockedLines)),
    ...section(
      'Pending Decisions',
      openDecisions(data.state).flatMap((decision) =>
        decisionLines(decision, data),
      ),
    ),
  ];
  return lines.length === 0 ? ['None known.'] : lines.slice(1);
}

const item = (unit: Unit, text: string): string =>
  `- **${markdownLine(unit.plan.task_id)}** ${text}`;

function loadWarnings(unit: Unit): readonly string[] {
  if (unit.attempts.length === 0) return [];
  const files = currentEvidence(unit)?.files_changed.length ?? 0;
  const { criticality } = unit.plan.assignment;
  const isOwnReview = unit.reports.at(-1)?.independent_review === false;
  return [
    ...(unit.fix_attempts >= MANY_FIXES
      ? [item(unit, `took ${count(unit.fix_attempts, 'fix', 'fixes')}`)]
      : []),
    ...(files > MANY_FILES ? [item(unit, `changed ${files} files`)] : []),
    ...(criticality === 'standard'
      ? []
      : [item(unit, `is ${criticality}: read it yourself`)]),
    ...(isOwnReview
      ? [item(unit, 'was reviewed by the backend that wrote it')]
      : []),
  ];
}

function hotFiles(units: readonly Unit[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of units.flatMap(
    (u) => currentEvidence(u)?.files_changed ?? [],
  ))
    counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .filter(([, n]) => n >= MANY_UNITS)
    .toSorted(([, a], [, b]) => b - a)
    .map(([path, n]) => `- ${codeSpan(path)} was changed by ${n} units`);
}

function deferredText({ file, line, severity, description }: Finding): string {
  const place =
    file === null
      ? ''
      : ` (${codeSpan(line === null ? file : `${file}:${line}`)})`;
  return `deferred ${severity}: ${markdownLine(description)}${place}`;
}

/** What the review of everything together left for later, or that there was none. */
const wholeDebt = (state: State): readonly string[] => [
  ...deferredFindings(state)
    .filter(({ task_id }) => task_id === FINAL_TASK)
    .map((finding) => `- **everything together** ${deferredText(finding)}`),
  ...(state.whole_review.status === 'waived'
    ? ['- **everything together** was not reviewed, as a person decided']
    : []),
];

function debtLines(unit: Unit): readonly string[] {
  const notes = currentEvidence(unit)?.notes ?? [];
  return [
    ...unit.deferred.map((finding) => item(unit, deferredText(finding))),
    ...(unit.is_accepted
      ? [item(unit, 'was accepted by a person as it is')]
      : []),
    ...(unit.status === 'canceled' ? [item(unit, 'was left out')] : []),
    ...notes.map((note) => item(unit, markdownLine(note))),
  ];
}

const blockedLines = (unit: Unit): readonly string[] =>
  unit.status === 'blocked'
    ? [
        item(
          unit,
          `${markdownLine(unit.reason)} (freed by ${markdownLine(unit.freed_by)})`,
        ),
      ]
    : [];

/** A decision that nobody answered for a day says so. */
function decisionLines(
  decision: Decision,
  { now, flags }: PulseData,
): readonly string[] {
  return [
    `- ${isEscalated(decision, now) ? '**ESCALATED** ' : ''}**${decision.id}** (${markdownLine(decision.task_id === RUN_TASK ? subjectOf(decision) : `unit ${decision.task_id}`)}, ${decision.priority}, since ${formatTime(decision.created_at)}): ${markdownLine(headlineOf(decision))}`,
    ...detailsOf(decision).map(
      (line) => `  - ${markdownLine(line.replace(/^- /, ''))}`,
    ),
    ...decision.options.map(
      (option) =>
        `  - ${markdownLine(option.label)}: ${codeSpan(decideCommand(decision, option, flags))}`,
    ),
  ];
}
