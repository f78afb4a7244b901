import { RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { count } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import type { UnitSummary } from '../../view/summary/summary-data.ts';
import type { ReportData } from '../report-data.ts';
import { attemptsMarkup } from './attempts.ts';
import { chooseUnits } from './choose-units.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { note, table } from './section.ts';
import type { Section } from './section.ts';
import { severityMark, statusMark } from './status-mark.ts';
import { shortLine } from './text.ts';
import { unitAnchor } from './unit-anchor.ts';
import { unitBody } from './unit-body.ts';

/** Units with all that is known of them; the others have a row. */
const MOST_WHOLE = 90;
/** Rows of those that have no more than a row. */
const MOST_ROWS = 2000;
/** Columns of a title. */
const TITLE = 110;

/** Unit by unit: what it is, how it went, who did what, and where the logs are. */
export function unitsSection(data: ReportData): Section {
  const { state, summary } = data;
  const { units } = chooseUnits(state, MOST_WHOLE);
  const whole = new Set(units);
  const rest = state.units.filter((unit) => !whole.has(unit));
  const facts = new Map(summary.units.map((unit) => [unit.task_id, unit]));
  return {
    id: 'units',
    title: 'Units',
    aside: `${summary.progress.completed} of ${summary.progress.total} completed`,
    body: markup`${units.map((unit) => unitMarkup(unit, data, facts.get(unit.plan.task_id)))}${restMarkup(rest)}${wholeRun(state, data)}`,
  };
}

function unitMarkup(
  unit: Unit,
  data: ReportData,
  facts: UnitSummary | undefined,
): Markup {
  const { plan, status } = unit;
  return markup`<details class="unit ${statusLook(status).tone}" id="${unitAnchor(plan.task_id)}">
<summary><b class="id">${shortLine(plan.task_id, 14)}</b> <span class="name" dir="auto">${shortLine(plan.description, TITLE)}</span> ${statusMark(status)} <span class="by">${facts === undefined ? null : doneBy(facts)}</span></summary>
${unitBody(unit, data)}
</details>
`;
}

/** Who did it, how often, what the review said, and the commit. */
function doneBy(facts: UnitSummary): Markup {
  const { agent, attempts, fixes, verdict, commit } = facts;
  const words = [
    shortLine(agent, 30),
    ...(attempts > 0 ? [count(attempts, 'attempt')] : []),
    ...(fixes > 0 ? [count(fixes, 'fix', 'fixes')] : []),
  ];
  return markup`${words.join(', ')}${verdict === null ? null : markup` · review ${severityMark(verdict)}`}${commit === null ? null : markup` · <code>${commit.slice(0, 10)}</code>`}`;
}

function restMarkup(units: readonly Unit[]): Markup | null {
  if (units.length === 0) return null;
  const shown = units.slice(0, MOST_ROWS);
  const left = units.length - shown.length;
  return markup`<details><summary>${count(units.length, 'unit')} more, a row each</summary>
${table({
  caption: 'Further units',
  head: ['Unit', 'Title', 'Status', 'Attempts', 'Commit'],
  numbers: [3],
  rows: shown.map(({ plan, status, attempts, commit }) => [
    markup`<b id="${unitAnchor(plan.task_id)}">${shortLine(plan.task_id, 20)}</b>`,
    shortLine(plan.description, TITLE),
    statusMark(status),
    attempts.length,
    commit === null ? '' : markup`<code>${commit.slice(0, 10)}</code>`,
  ]),
})}${note(left > 0 ? `${count(left, 'unit')} more have no row.` : null)}</details>
`;
}

/** What was done for all of them: the assignment, and the review of everything together. */
const wholeRun = (
  { run_attempts }: State,
  { summary, now }: ReportData,
): Markup | null =>
  run_attempts.length === 0
    ? null
    : markup`<details class="unit quiet" id="unit-${RUN_TASK}"><summary><b class="id">run</b> <span class="name">For the whole run</span> <span class="mark"></span> <span class="by">${count(run_attempts.length, 'attempt')}</span></summary>
${attemptsMarkup(run_attempts, { logs: summary.logs, now })}
</details>
`;
