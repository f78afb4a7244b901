import type { Status } from '../../model/status.ts';
import type { RequirementCoverage } from '../../view/coverage.ts';
import { count } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import type { ReportData } from '../report-data.ts';
import { markup } from './markup.ts';
import type { Hole } from './markup.ts';
import { note, table } from './section.ts';
import type { Section } from './section.ts';
import { mark, severityMark, statusMark } from './status-mark.ts';
import { firstOf, shortLine } from './text.ts';
import { unitAnchor } from './unit-anchor.ts';

const MOST = 1000;
/** Units of one requirement that are named. */
const MOST_UNITS = 6;

/** Requirement to unit to commit to verdict; what no unit names is said first. */
export function requirementsSection({ summary }: ReportData): Section | null {
  const { requirements } = summary;
  if (requirements.length === 0) return null;
  const none = requirements.filter(({ status }) => status === 'none');
  const covered = requirements.filter(({ status }) => status === 'covered');
  const { shown, note: more } = firstOf(requirements, MOST, 'requirement');
  const named = none.slice(0, 30).map(({ requirement }) => requirement);
  return {
    id: 'requirements',
    title: 'Requirements',
    aside: `${covered.length} of ${requirements.length} covered`,
    body: markup`${
      none.length === 0
        ? null
        : markup`<p>No unit that is kept names ${count(none.length, 'requirement')}: <b>${shortLine(named.join(', '), 300)}</b>${none.length > named.length ? ', …' : null}.</p>\n`
    }${table({
      caption: 'Requirements and the units that answer them',
      head: ['Requirement', '', 'Unit', 'Commit', 'Review'],
      rows: shown.flatMap(rowsOf),
    })}${note(more)}`,
  };
}

/** One row a unit; the requirement stands in the first. */
function rowsOf(coverage: RequirementCoverage): readonly (readonly Hole[])[] {
  const { requirement, units } = coverage;
  const lead = (i: number): readonly Hole[] =>
    i > 0
      ? ['', '']
      : [markup`<b>${shortLine(requirement, 40)}</b>`, coverageMark(coverage)];
  if (units.length === 0) return [[...lead(0), 'no unit names it', '', '']];
  const { shown, note: more } = firstOf(units, MOST_UNITS, 'unit');
  return [
    ...shown.map(({ task_id, status, commit, verdict }, i) => [
      ...lead(i),
      markup`<a href="#${unitAnchor(task_id)}">${shortLine(task_id, 20)}</a> ${status === 'completed' ? statusLook(status).glyph : statusMark(status)}`,
      commit === null ? '' : markup`<code>${commit.slice(0, 10)}</code>`,
      verdict === null ? noVerdict(status) : severityMark(verdict),
    ]),
    ...(more === null ? [] : [['', '', more, '', '']]),
  ];
}

/** What a person accepted is never reviewed any more. */
const noVerdict = (status: Status): string =>
  status === 'completed' ? 'not reviewed' : 'none yet';

function coverageMark({ status }: RequirementCoverage): Hole {
  if (status === 'covered') return mark('✓', 'covered', 'good');
  return status === 'open'
    ? mark('◑', 'open', 'active')
    : mark('!', 'not covered', 'bad');
}
