import type { Decision } from '../model/decision.ts';
import type { Unit } from '../model/unit.ts';

import { currentEvidence } from '../model/state-access.ts';
import { decideCommand, openDecisions } from '../view/decisions.ts';
import { count, formatTime, millisBetween } from '../view/format.ts';
import { codeSpan, markdownLine } from './markdown-text.ts';
import { section } from './pulse-blocks.ts';
import type { PulseData } from './pulse-data.ts';

const MANY_FILES = 15;
const MANY_FIXES = 2;
const MANY_UNITS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What to look at with care, what was put off, and what waits for a person. */
export function riskLines(data: PulseData): readonly string[] {
  const { units } = data.state;
  const lines = [
    ...section('Cognitive Load Warnings', [
      ...units.flatMap(loadWarnings),
      ...hotFiles(units),
    ]),
    ...section('Technical Debt', units.flatMap(debtLines)),
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

function debtLines(unit: Unit): readonly string[] {
  const notes = currentEvidence(unit)?.notes ?? [];
  return [
    ...unit.deferred.map((finding) => {
      const place =
        finding.file === null
          ? ''
          : ` (${codeSpan(finding.line === null ? finding.file : `${finding.file}:${finding.line}`)})`;
      return item(
        unit,
        `deferred ${finding.severity}: ${markdownLine(finding.description)}${place}`,
      );
    }),
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
  const isOld = millisBetween(decision.created_at, now) > DAY_MS;
  return [
    `- ${isOld ? '**ESCALATED** ' : ''}**${decision.id}** (unit ${markdownLine(decision.task_id)}, ${decision.priority}, since ${formatTime(decision.created_at)}): ${markdownLine(decision.context)}`,
    ...decision.options.map(
      (option) =>
        `  - ${markdownLine(option.label)}: ${codeSpan(decideCommand(decision, option, flags))}`,
    ),
  ];
}
