import {
  count,
  formatCost,
  formatDuration,
  formatTime,
  formatTokens,
} from '../../view/format.ts';
import { percent } from '../../view/progress.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import type { ReportData } from '../report-data.ts';
import { markup } from './markup.ts';
import type { Hole, Markup } from './markup.ts';
import { outcomeOf } from './outcome.ts';
import { note } from './section.ts';
import { firstOf, shortLine } from './text.ts';

/** Units and files that are named at the top; all of them stand below. */
const MOST_NOT_DONE = 12;

/** The result at a glance: what is done, what is not, and the one command to run next. */
export function header(data: ReportData): Markup {
  const { summary, state, now } = data;
  const { glyph, title, tone, exit } = outcomeOf(data);
  const name = summary.spec_path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return markup`<header>
<p class="eyebrow">orchestration-loop · report of ${formatTime(now)}</p>
<h1 dir="auto">${shortLine(name === '' ? 'A run' : name, 80)}</h1>
<p class="result ${tone}"><span aria-hidden="true">${glyph}</span> ${title}</p>
<div class="meter" role="img" aria-label="${percent(summary.progress.share)} percent done"><i style="width:${(summary.progress.share * 100).toFixed(1)}%"></i></div>
<dl class="facts">${factsOf(summary).map(
    ([term, value, aside]) =>
      markup`<div><dt>${term}</dt><dd>${value}${aside === '' ? null : markup`<small>${aside}</small>`}</dd></div>`,
  )}</dl>
${whereTo(summary, exit === null ? null : `Exit code ${exit.code}: ${exit.meaning}.`)}
${notDone(summary)}
${state.run === null ? null : where(summary)}
</header>
`;
}

/** The numbers that people ask for first: what, how much, and what it is of. */
function factsOf(
  summary: Summary,
): readonly (readonly [term: string, value: string, aside: string])[] {
  const { progress, tasks, usage, findings, requirements } = summary;
  const met = requirements.filter(({ status }) => status === 'covered').length;
  const later = findings.filter(({ is_deferred }) => is_deferred).length;
  const unknown = usage.attempts_without_cost;
  return [
    [
      'Units',
      `${progress.completed} of ${progress.total}`,
      progress.canceled > 0
        ? `${progress.canceled} canceled`
        : `${tasks.completed} of ${count(tasks.total, 'task')}`,
    ],
    [
      'Time',
      formatDuration(summary.duration_ms),
      summary.reason === null
        ? 'since the first start'
        : 'from first start to end',
    ],
    [
      'Tokens',
      formatTokens(usage.input_tokens + usage.output_tokens),
      `${formatTokens(usage.output_tokens)} of them written`,
    ],
    [
      'Cost',
      usage.cost_usd === null ? 'not known' : formatCost(usage.cost_usd),
      unknown > 0 ? `${count(unknown, 'attempt')} named none` : '',
    ],
    [
      'Findings left',
      String(findings.length),
      `${findings.length - later} open, ${later} for later`,
    ],
    ...(requirements.length === 0
      ? []
      : [
          [
            'Requirements',
            `${met} of ${requirements.length}`,
            'covered by completed units',
          ] as const,
        ]),
  ];
}

const whereTo = ({ next, reason }: Summary, exit: string | null): Markup =>
  markup`<div class="next"><p><b>Next</b> ${shortLine(next.purpose)}</p>
<pre><code>${shortLine(next.command, 600)}</code></pre>
${note([exit, reason === null ? null : `It ended because: ${shortLine(reason, 300)}.`].filter((text) => text !== null).join(' ') || null)}</div>`;

function notDone({ not_done }: Summary): Hole {
  if (not_done.length === 0) return null;
  const { shown, note: more } = firstOf(not_done, MOST_NOT_DONE, 'unit');
  return markup`<div class="left"><h2>Not done</h2><ul>${shown.map(
    ({ task_id, description, why }) =>
      markup`<li><b>${shortLine(task_id, 20)}</b> ${shortLine(description, 90)} <span class="why">${shortLine(why)}</span></li>`,
  )}</ul>${note(more)}</div>`;
}

/** What exists where. */
function where({ run, landing, logs, units }: Summary): Hole {
  if (run === null) return null;
  const commits = units.filter(({ commit }) => commit !== null).length;
  const landed =
    landing?.type === 'landed'
      ? [landing.branch ?? '', landing.commit?.slice(0, 12) ?? '']
          .filter((word) => word !== '')
          .join(' at ')
      : landing?.type === 'landing_failed'
        ? `no: ${shortLine(landing.reason)}`
        : 'no';
  const rows: readonly (readonly [string, string])[] =
    run.isolation === 'shared'
      ? [['Work', 'in the working folder; nothing was committed']]
      : [
          ['Landed on', landed],
          [
            'Branch',
            `${run.integration_branch ?? ''}, ${count(commits, 'commit')} of units`,
          ],
        ];
  return markup`<dl class="where">${[
    ['Spec', run.spec_path] as const,
    ...rows,
    ['Logs', logs] as const,
  ].map(
    ([term, value]) =>
      markup`<div><dt>${term}</dt><dd><code>${shortLine(value, 200)}</code></dd></div>`,
  )}</dl>`;
}
