import type { CheckResult } from '../../model/check.ts';
import type { Unit } from '../../model/unit.ts';
import { currentEvidence } from '../../model/state-access.ts';
import { subtaskRows } from '../../view/subtasks.ts';
import type { ReportData } from '../report-data.ts';
import { attemptsMarkup } from './attempts.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { cutNote, prose } from './prose.ts';
import { note } from './section.ts';
import { mark, statusMark } from './status-mark.ts';
import { firstOf, shortLine, tookText } from './text.ts';

const MOST_SUBTASKS = 40;
const MOST_FILES = 15;
const MOST_CHECKS = 10;
/** Of a unit's own text, in characters. */
const LONGEST_DETAILS = 800;
/** The end of what a red check printed, in characters. */
const LONGEST_OUTPUT = 1000;

/** All that is known of one unit. */
export function unitBody(unit: Unit, { summary, now }: ReportData): Markup {
  const { plan } = unit;
  const waits = summary.not_done.find(
    ({ task_id }) => task_id === plan.task_id,
  );
  return markup`<div class="body">
${waits === undefined ? null : markup`<p class="why"><b>Not done:</b> ${shortLine(waits.why, 400)}</p>`}
${plan.details.length === 0 ? null : prose(plan.details.join('\n'), LONGEST_DETAILS)}
${subtasks(unit)}
${attemptsMarkup(unit.attempts, { logs: summary.logs, now })}
${checks(unit)}
${files(unit)}
</div>`;
}

function subtasks(unit: Unit): Markup | null {
  if (unit.plan.subtasks.length === 0) return null;
  const { shown, note: more } = firstOf(
    subtaskRows(unit),
    MOST_SUBTASKS,
    'subtask',
  );
  return markup`<ul class="subtasks">${shown.map(
    ({ task, status }) =>
      markup`<li><b>${shortLine(task.task_id, 20)}</b> <span dir="auto">${shortLine(task.description, 120)}</span> ${statusMark(status)}</li>`,
  )}</ul>${note(more)}`;
}

/** What the last checks said, and the end of what a red one printed. */
function checks({ checks }: Unit): Markup | null {
  const results = checks.at(-1)?.results ?? [];
  if (results.length === 0) return null;
  const { shown, note: more } = firstOf(results, MOST_CHECKS, 'check');
  return markup`<h3>Checks</h3>
<ul class="checks">${shown.map(checkMarkup)}</ul>${note(more)}`;
}

function checkMarkup(result: CheckResult): Markup {
  const { name, run, passed, exit_code, duration_ms, output } = result;
  const text = output.slice(-LONGEST_OUTPUT);
  return markup`<li>${passed ? mark('✓', 'green', 'good') : mark('✗', 'red', 'bad')} <b>${shortLine(name, 60)}</b> <code>${shortLine(run, 100)}</code> ${tookText(duration_ms)}${exit_code === null || exit_code === 0 ? null : `, exit code ${exit_code}`}${result.excused === undefined ? null : `: ${shortLine(result.excused.text)}`}${
    passed
      ? null
      : markup`<pre>${text}</pre>${cutNote(output.length - text.length)}`
  }</li>`;
}

function files(unit: Unit): Markup | null {
  const changed = currentEvidence(unit)?.files_changed ?? [];
  if (changed.length === 0) return null;
  const { shown, note: more } = firstOf(changed, MOST_FILES, 'file');
  return markup`<h3>Files changed</h3>
<ul class="files">${shown.map((path) => markup`<li><code>${shortLine(path, 100)}</code></li>`)}</ul>${note(more)}`;
}
