import type { Finding } from '../../model/finding.ts';
import type { TaskId } from '../../model/ids.ts';
import { findUnit } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import { count } from '../../view/format.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import type { ReportData } from '../report-data.ts';
import { findHunk } from './hunk.ts';
import { hunkMarkup } from './hunk-markup.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { prose } from './prose.ts';
import { note } from './section.ts';
import type { Section } from './section.ts';
import { severityMark } from './status-mark.ts';
import { firstOf, shortLine } from './text.ts';
import { unitAnchor } from './unit-anchor.ts';

/** Findings that are shown with what they are about. */
const MOST_LEFT = 70;
const MOST_SETTLED = 40;
const LONGEST_DESCRIPTION = 1000;

type Shown = Finding & {
  readonly task_id: TaskId;
  /** The work has changed since, and its lines with it. */
  readonly is_settled?: boolean;
};

/** What reviews and checks found: what is open, what is for later, and what was settled on the way. */
export function findingsSection(data: ReportData): Section {
  const { summary } = data;
  const open = summary.findings.filter(({ is_deferred }) => !is_deferred);
  const later = summary.findings.filter(({ is_deferred }) => is_deferred);
  const settled = settledFindings(data);
  const group = (
    title: string,
    findings: readonly Shown[],
    most: number,
  ): Markup | null => {
    if (findings.length === 0) return null;
    const { shown, note: more } = firstOf(findings, most, 'finding');
    return markup`<h3>${title}</h3>
${shown.map((finding) => card(finding, data))}${note(more)}`;
  };
  return {
    id: 'findings',
    title: 'Findings',
    aside: `${open.length} open, ${later.length} for later, ${settled.length} settled`,
    body: markup`${wholeReview(summary)}${
      summary.findings.length + settled.length === 0
        ? note('Nothing was found.')
        : null
    }${group('Open', open, MOST_LEFT)}${group('For later', later, MOST_LEFT)}${
      summary.deferred_command === null
        ? null
        : markup`<p>Written as a task list by</p><pre><code>${shortLine(summary.deferred_command, 600)}</code></pre>`
    }${
      settled.length === 0
        ? null
        : markup`<details><summary>${count(settled.length, 'finding')} settled on the way</summary>
${group('Fixed, accepted by a person, or given up with their unit', settled, MOST_SETTLED)}</details>`
    }`,
  };
}

function wholeReview({ final_review, is_review_waived }: Summary): Markup {
  if (is_review_waived)
    return markup`<p>Nobody reviewed everything together, as a person decided.</p>`;
  if (final_review === null) return markup``;
  const { severity, summary, reviewers, fixed_by } = final_review;
  const fixes =
    fixed_by.length === 0 ? '' : `, answered by ${fixed_by.join(', ')}`;
  return markup`<div class="card"><p class="head"><b>Everything together</b> ${severityMark(severity)} <span>reviewed by ${shortLine(reviewers.join(', '))}${fixes}</span></p>${prose(summary, LONGEST_DESCRIPTION)}</div>
`;
}

/** What earlier reports of a unit name and nothing left does; each once, by its fingerprint. */
function settledFindings({ state, summary }: ReportData): readonly Shown[] {
  const key = ({ task_id, fingerprint }: Shown): string =>
    JSON.stringify([task_id, fingerprint]);
  const left = new Set(summary.findings.map(key));
  const found = new Map<string, Shown>();
  for (const { plan, reports } of state.units) {
    for (const finding of reports.flatMap(({ findings }) => findings)) {
      const shown = {
        ...finding,
        task_id: plan.task_id,
        is_settled: true,
      };
      if (!left.has(key(shown))) found.set(key(shown), shown);
    }
  }
  return [...found.values()];
}

function card(finding: Shown, { diffs, state }: ReportData): Markup {
  const { severity, task_id, file, line, description, said_by } = finding;
  const place =
    file === null ? null : `${file}${line === null ? '' : `:${line}`}`;
  const hunk =
    file === null
      ? null
      : firstHunk(diffsFor(task_id, { diffs, state }), { file, line });
  return markup`<article class="card finding">
<p class="head">${severityMark(severity)} ${place === null ? null : markup`<code>${shortLine(place, 120)}</code>`} <span>${unitLink(task_id, state)}, said by ${shortLine(said_by.join(', '), 120)}</span></p>
${prose(description, LONGEST_DESCRIPTION)}${finding.deferred === undefined ? null : note(`For later because: ${shortLine(finding.deferred, 200)}`)}
${file === null ? null : hunkOf(hunk, finding)}
</article>
`;
}

/** Of a settled finding the line is not marked: another one stands there now. */
function hunkOf(
  hunk: ReturnType<typeof findHunk>,
  { line, is_settled = false }: Shown,
): Markup {
  if (hunk === null) return note('No diff of this file is at hand.');
  return is_settled
    ? markup`${hunkMarkup(hunk, null)}${note('This is the work as it stands now; the finding is about how it was before.')}`
    : hunkMarkup(hunk, line);
}

const unitLink = (id: TaskId, state: State): Markup =>
  findUnit(state, id) === undefined
    ? markup`everything together`
    : markup`<a href="#${unitAnchor(id)}">unit ${shortLine(id, 20)}</a>`;

/** The unit's own diff; for everything together those of all units, the latest first. */
function diffsFor(
  id: TaskId,
  { diffs, state }: Pick<ReportData, 'diffs' | 'state'>,
): readonly string[] {
  const own = diffs.get(id);
  if (own !== undefined) return [own];
  return findUnit(state, id) === undefined
    ? [...diffs.values()].toReversed()
    : [];
}

function firstHunk(
  diffs: readonly string[],
  place: Parameters<typeof findHunk>[1],
): ReturnType<typeof findHunk> {
  for (const diff of diffs) {
    // Most diffs are about other files: a look at the text is cheap. Names with
    // letters of other scripts are written in another way there.
    const isAbout = /[^ -~]/.test(place.file) || diff.includes(place.file);
    const hunk = isAbout ? findHunk(diff, place) : null;
    if (hunk !== null) return hunk;
  }
  return null;
}
