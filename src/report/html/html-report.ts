import { formatTime } from '../../view/format.ts';
import type { ReportData } from '../report-data.ts';
import { costsSection } from './costs.ts';
import { decisionsSection } from './decisions.ts';
import { findingsSection } from './findings.ts';
import { header } from './header.ts';
import { learningsSection } from './learnings.ts';
import { markup } from './markup.ts';
import { page } from './page.ts';
import { requirementsSection } from './requirements.ts';
import { note, sectionMarkup } from './section.ts';
import type { Section } from './section.ts';
import { shortLine } from './text.ts';
import { timelineSection } from './timeline.ts';
import { graphSection } from './unit-graph.ts';
import { unitsSection } from './units.ts';

/**
 * A run as one page that needs nothing but itself: no network, no scripts.
 * Whatever specs and agents wrote is shown as text and never as HTML.
 */
export function htmlReport(data: ReportData): string {
  const { summary, state, now } = data;
  const sections = sectionsOf(data);
  return page({
    title: shortLine(`${summary.spec_path}: report of a run`, 120),
    body: markup`${header(data)}
<nav aria-label="Contents"><ul>${sections.map(
      ({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`,
    )}</ul></nav>
<main>
${sections.map(sectionMarkup)}</main>
<footer>${note(`Made ${formatTime(now)} from event ${state.seq} of the journal. orchestration-loop report shows the same as text.`)}</footer>`,
  });
}

/** Questions come first while there are any: nothing goes on without an answer. */
function sectionsOf(data: ReportData): readonly Section[] {
  const decisions = decisionsSection(data);
  const isAsking = data.summary.decisions.length > 0;
  return [
    isAsking ? decisions : null,
    timelineSection(data),
    graphSection(data),
    unitsSection(data),
    findingsSection(data),
    requirementsSection(data),
    costsSection(data),
    isAsking ? null : decisions,
    learningsSection(data),
  ].filter((section) => section !== null);
}
