import { RUN_TASK } from '../../model/ids.ts';
import type { Decision } from '../../model/decision.ts';
import {
  detailsOf,
  headlineOf,
  isEscalated,
  subjectOf,
} from '../../view/decisions.ts';
import { formatTime } from '../../view/format.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import type { ReportData } from '../report-data.ts';
import { markup } from './markup.ts';
import type { Hole, Markup } from './markup.ts';
import { prose } from './prose.ts';
import { note } from './section.ts';
import type { Section } from './section.ts';
import { mark } from './status-mark.ts';
import { firstOf, shortLine } from './text.ts';
import { unitAnchor } from './unit-anchor.ts';

/** Questions of each kind that are shown. */
const MOST = 60;

/** What a person has to answer, with one command an option, and what was answered. */
export function decisionsSection(data: ReportData): Section | null {
  const { state, summary, now } = data;
  if (state.decisions.length === 0) return null;
  const open = firstOf(summary.decisions, MOST, 'open decision');
  const answers = state.decisions.filter(({ answer }) => answer !== null);
  const answered = firstOf(answers, MOST, 'answered decision');
  return {
    id: 'decisions',
    title: 'Decisions',
    aside: `${summary.decisions.length} open, ${answers.length} answered`,
    body: markup`${open.shown.map((decision) => openDecision(decision, now))}${note(open.note)}${answered.shown.map(answeredDecision)}${note(answered.note)}`,
  };
}

function openDecision(
  decision: Summary['decisions'][number],
  now: string,
): Markup {
  const { options, commands } = decision;
  return markup`<article class="card ask">
${head(decision, isEscalated(decision, now) ? mark('!', 'open for more than a day', 'bad') : mark('?', 'open', 'warning'))}
${context(decision)}
<ol class="options">${options.map(
    ({ n, label }, i) =>
      markup`<li value="${n}">${shortLine(label, 300)}<pre><code>${shortLine(commands[i] ?? '', 600)}</code></pre></li>`,
  )}</ol>
</article>
`;
}

function answeredDecision(decision: Decision): Markup {
  const { answer, options } = decision;
  const option = options.find(({ n }) => n === answer?.option);
  return markup`<details class="card">
<summary>${head(decision, mark('✓', 'answered', 'good'))}</summary>
${context(decision)}
${
  answer === null
    ? null
    : markup`<p><b>${shortLine(option?.label ?? answer.action, 300)}</b>, said ${shortLine(answer.by, 80)} on ${formatTime(answer.at)}${answer.backend === undefined ? null : `: ${shortLine(answer.backend, 80)}`}</p>${answer.note === null ? null : prose(answer.note)}`
}
</details>
`;
}

const head = (decision: Decision, state: Hole): Markup => {
  const subject =
    decision.task_id === RUN_TASK
      ? markup`${subjectOf(decision)}`
      : markup`<a href="#${unitAnchor(decision.task_id)}">unit ${shortLine(decision.task_id, 20)}</a>`;
  return markup`<p class="head"><b>${decision.id}</b> ${state} <span>${subject}, ${decision.priority}, since ${formatTime(decision.created_at)}</span></p><h3 dir="auto">${shortLine(headlineOf(decision), 300)}</h3>`;
};

/** The lines of a decision stay lines: nothing that stands below a list is part of its last item. */
const context = (decision: Decision): Markup =>
  prose(
    detailsOf(decision)
      .map((line) => (/^\s*[-*] /.test(line) ? line : `\n${line}\n`))
      .join('\n'),
  );
