import type { Decision } from '../../model/decision.ts';
import { FINAL_TASK, RUN_TASK } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Finding } from '../../model/finding.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { currentEvidence } from '../../model/state-access.ts';
import {
  command,
  decideCommand,
  detailsOf,
  headlineOf,
  isEscalated,
  openDecisions,
  subjectOf,
} from '../../view/decisions.ts';
import { deferredFindings } from '../../view/deferred.ts';
import { count, formatTime } from '../../view/format.ts';
import { blockedReason } from '../../view/waits.ts';
import { codeSpan, markdownLine } from '../markdown-text.ts';
import type { PulseData } from './pulse-data.ts';
import { item, section, subitem } from './text.ts';

const MANY_FILES = 15;
const MANY_FIXES = 2;
const MANY_UNITS = 3;

/** What to look at with care, what was put off, and what waits for a person: headings that tools look for, always there. */
export function riskLines(data: PulseData): readonly string[] {
  const { units } = data.state;
  const lines = [
    ...part('Cognitive Load Warnings', [
      ...units.flatMap(loadWarnings),
      ...hotFiles(units),
    ]),
    ...part('Technical Debt', [
      ...units.flatMap(debtLines),
      ...deferredLines(data),
    ]),
    ...section(
      'Blocked',
      units.flatMap((unit) => blockedLines(unit, data.state)),
    ),
    ...part(
      'Pending Decisions',
      openDecisions(data.state).flatMap((decision) =>
        decisionLines(decision, data),
      ),
    ),
  ];
  return lines.slice(1);
}

const part = (title: string, lines: readonly string[]): readonly string[] =>
  section(title, lines.length === 0 ? ['None.'] : lines);

const ofUnit = (unit: Unit, text: string): readonly string[] =>
  item(`**${markdownLine(unit.plan.task_id)}** ${text}`);

function loadWarnings(unit: Unit): readonly string[] {
  if (unit.attempts.length === 0) return [];
  const files = currentEvidence(unit)?.files_changed.length ?? 0;
  const { criticality } = unit.plan.assignment;
  const isOwnReview = unit.reports.at(-1)?.independent_review === false;
  return [
    ...(unit.fix_attempts >= MANY_FIXES
      ? ofUnit(unit, `took ${count(unit.fix_attempts, 'fix', 'fixes')}`)
      : []),
    ...(files > MANY_FILES ? ofUnit(unit, `changed ${files} files`) : []),
    ...(criticality === 'standard'
      ? []
      : ofUnit(unit, `is ${criticality}: read it yourself`)),
    ...(isOwnReview
      ? ofUnit(unit, 'was reviewed by the backend that wrote it')
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
    .flatMap(([path, n]) =>
      item(`${codeSpan(path)} was changed by ${n} units`),
    );
}

function deferredText({ file, line, severity, description }: Finding): string {
  const place =
    file === null
      ? ''
      : ` (${codeSpan(line === null ? file : `${file}:${line}`)})`;
  return `deferred ${severity}: ${markdownLine(description)}${place}`;
}

/** What reviews left for later, and the command that makes tasks of it. */
function deferredLines({ state, flags }: PulseData): readonly string[] {
  const findings = deferredFindings(state);
  return [
    ...findings.flatMap((finding) =>
      item(`**${subject(finding.task_id)}** ${deferredText(finding)}`),
    ),
    ...(state.whole_review.status === 'waived'
      ? item('**everything together** was not reviewed, as a person decided')
      : []),
    ...(findings.length === 0
      ? []
      : [
          '',
          'As a task list:',
          codeSpan(command(['report', '--deferred', ...flags])),
        ]),
  ];
}

const subject = (task: TaskId): string =>
  task === FINAL_TASK ? 'everything together' : markdownLine(task);

function debtLines(unit: Unit): readonly string[] {
  const notes = currentEvidence(unit)?.notes ?? [];
  return [
    ...(unit.is_accepted
      ? ofUnit(unit, 'was accepted by a person as it is')
      : []),
    ...(unit.status === 'canceled' ? ofUnit(unit, 'was left out') : []),
    ...notes.flatMap((note) => ofUnit(unit, markdownLine(note))),
  ];
}

const blockedLines = (unit: Unit, state: State): readonly string[] =>
  unit.status === 'blocked'
    ? ofUnit(unit, markdownLine(blockedReason(unit, state).text))
    : [];

/** A decision that nobody answered for a day says so. */
function decisionLines(
  decision: Decision,
  { now, flags }: PulseData,
): readonly string[] {
  const about =
    decision.task_id === RUN_TASK
      ? subjectOf(decision)
      : `unit ${decision.task_id}`;
  return [
    ...item(
      `${isEscalated(decision, now) ? '**ESCALATED** ' : ''}**${decision.id}** (${markdownLine(about)}, ${decision.priority}, since ${formatTime(decision.created_at)}): ${markdownLine(headlineOf(decision))}`,
    ),
    ...detailsOf(decision).flatMap((line) =>
      subitem(markdownLine(line.replace(/^- /, ''))),
    ),
    ...decision.options.flatMap((option) => [
      ...subitem(`${markdownLine(option.label)}:`),
      `    ${codeSpan(decideCommand(decision, option, flags))}`,
    ]),
  ];
}
