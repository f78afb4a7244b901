import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../../src/engine/reduce.ts';
import type { Event } from '../../../src/model/event.ts';
import { taskId } from '../../../src/model/ids.ts';
import type { State } from '../../../src/model/state.ts';
import { htmlReport } from '../../../src/report/html/html-report.ts';
import type { ReportData } from '../../../src/report/report-data.ts';
import { toSummary } from '../../../src/view/summary/summary.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildReport,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../../helpers/build-state.ts';
import { unit, World } from '../../helpers/world.ts';
import { elementsOf } from './read-html.ts';
import { dataOf, DIFF, roughData } from './rough-run.ts';

const dataOfState = (state: State) => ({
  ...{ state, events: [], now: at(900), diffs: new Map() },
  summary: toSummary(state, {
    ...{ now: at(900), logs: 'logs', pulse: 'pulse', flags: [] },
  }),
});

/** The page as text: no tags, entities of the template undone. */
const textOf = (html: string): string =>
  html
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

const sectionOf = (html: string, id: string): string =>
  new RegExp(`<section id="${id}"[^]*?</section>`).exec(html)?.[0] ?? '';

describe('the page of a run that waits for a person', () => {
  const data = roughData();
  const html = htmlReport(data);
  const text = textOf(html);
  const elements = elementsOf(html);

  test('says at the top how it stands, what is left, and what to do next', () => {
    const head = text.slice(0, text.indexOf('Contents'));
    expect(text).toContain('Waits for an answer');
    for (const said of [
      '3 of 6',
      'Exit code 2: only decisions are left',
      'orchestration-loop decide D1 --option 1 --spec .kiro/specs/shop',
      '5 Order the sign decision D1: marked as manual',
    ]) {
      expect(head).toContain(said);
    }
  });

  test('puts open questions first, each option with its command', () => {
    const ids = elements
      .filter(({ name }) => name === 'section')
      .map(({ attributes }) => attributes['id']);
    expect(ids).toEqual([
      ...['decisions', 'timeline', 'graph', 'units'],
      ...['findings', 'requirements', 'costs'],
    ]);
    const decisions = textOf(sectionOf(html, 'decisions'));
    for (const { commands } of data.summary.decisions)
      for (const command of commands) expect(decisions).toContain(command);
  });

  test('draws a row a unit, with every attempt and every wait named', () => {
    const timeline = sectionOf(html, 'timeline');
    const titles = [...timeline.matchAll(/<title>([^<]*)<\/title>/g)].map(
      ([, title = '']) => title,
    );
    for (const begin of [
      'implement 1 by codex: done',
      'fix 1 by codex: interrupted',
      'review 1 by gemini: found major',
      'checks: green',
      'integration: integrated',
      'waits 9m 00s: 1 holds files it needs',
      'waits 9m 00s: after 1',
    ]) {
      expect(
        titles.some((title) => title.startsWith(begin)),
        begin,
      ).toBe(true);
    }
    expect(timeline).toContain('Nothing was done for 13h 00m from 9m 00s on.');
    expect(timeline.match(/<li><a href="#unit-/g)).toHaveLength(6);
  });

  test('draws the graph with each status as a word', () => {
    const graph = textOf(sectionOf(html, 'graph'));
    expect(graph).toContain('6: Write it all down (blocked)');
    expect(graph.match(/✓ completed/g)).toHaveLength(3);
    expect(sectionOf(html, 'graph').match(/class="edge"/g)).toHaveLength(3);
  });

  test('shows a finding with the lines it is about', () => {
    const findings = sectionOf(html, 'findings');
    expect(findings).toContain('The currency is <strong>lost</strong>');
    expect(findings).toContain('return charge(sum, cart.currency);');
    expect(textOf(findings)).toContain('1 open, 1 for later');
  });

  test('says which requirement nobody answers', () => {
    const rows = textOf(sectionOf(html, 'requirements'));
    expect(rows).toContain('names 1 requirement: 9.9');
    expect(rows).toMatch(/9\.9 ! not covered no unit names it/);
    expect(rows).toMatch(/1\.1 ✓ covered 1 ✓ commit-1 ✓ none/);
    expect(rows).toMatch(/4\.1 ◑ open 4 ! blocked/);
  });

  test('adds up tokens and cost by backend, and says what is not known', () => {
    const costs = textOf(sectionOf(html, 'costs'));
    expect(costs).toMatch(/codex 8 84k 28k 6k not known/);
    expect(costs).toContain('8 attempts named no cost');
  });

  test('says of every attempt where its logs are', () => {
    expect(sectionOf(html, 'units')).toContain(
      '.orchestration/shop/attempts/4-review-4',
    );
  });

  test('is in order: headings by level, names once, links that lead somewhere', () => {
    const levels = elements.flatMap(({ name }) =>
      /^h\d$/.test(name) ? [Number(name[1])] : [],
    );
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) =>
      expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1),
    );
    const ids = elements.flatMap(({ attributes: { id } }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elements) {
      const target = attributes['href'];
      if (target?.startsWith('#')) expect(ids).toContain(target.slice(1));
    }
    expect(elements.find(({ name }) => name === 'html')?.attributes).toEqual({
      lang: 'en',
    });
  });

  test('asks nobody for anything and runs nothing', () => {
    const names = new Set(elements.map(({ name }) => name));
    for (const name of ['script', 'img', 'iframe', 'object', 'form'])
      expect(names).not.toContain(name);
    for (const { attributes } of elements) {
      expect(
        Object.keys(attributes).filter((key) => /^on|^src/.test(key)),
      ).toEqual([]);
      expect(attributes['href'] ?? '#').toMatch(/^(#|data:,$)/);
    }
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toMatch(/url\(|@import/);
  });
});

test('a run that is over and landed says so, and what it landed', () => {
  const html = htmlReport(dataOf(new World([unit('1')]).run()));
  const text = textOf(html);
  expect(text).toContain('✓ Complete');
  expect(text).toContain('Exit code 0');
  expect(text).toContain('Nothing was found.');
  expect(sectionOf(html, 'decisions')).toBe('');
});

test('a run that has no plan yet has a page all the same', () => {
  const { state } = new World([]);
  const none = { ...state, units: [], index: new Map(), is_planned: false };
  const html = htmlReport(dataOfState({ ...none, finished: null }));
  expect(textOf(html)).toContain('Not over yet');
  expect(textOf(html)).toContain('There is no plan yet.');
  elementsOf(html);
});

const NASTY =
  '<script>alert(1)</script></style></title><img src=x onerror=alert(1)>' +
  '"\' onmouseover="alert(1) \u202E\u0000\u001b]0;x\u0007 [x](javascript:alert(1)) ';

/** A unit that says as much as it can, all of it in bad faith. */
function nasty(id: string, text: string) {
  const finding = buildFinding({
    ...{ fingerprint: id + text.slice(0, 5), description: text, file: text },
    said_by: [text, text],
  });
  const parts = {
    plan: {
      description: text,
      details: [text, text],
      requirements: [text, `${id}.1`],
      dependencies: ['1', '2'],
    },
    attempts: ['implement', 'fix'].map((role) =>
      endedAttempt(id, role as 'implement' | 'fix', {
        backend: text,
        evidence: buildEvidence(Array.from({ length: 40 }, () => text)),
        report: { status: 'completed', summary: text, learnings: [text + id] },
        outcome: {
          type: 'failed',
          failure: { type: 'crash', message: text },
        },
      }),
    ),
    checks: [
      {
        ...{ tree: 't', passed: false },
        results: [
          {
            ...{ name: text, run: text, passed: false, exit_code: 1 },
            ...{ output: text, duration_ms: 5 },
          },
        ],
      },
    ],
    open_findings: [finding],
    deferred: [finding],
    reports: [buildReport({ summary: text, findings: [finding] })],
  };
  return Number(id) % 2 === 0
    ? completedUnit(id, { ...parts, commit: 'a'.repeat(40) })
    : blockedUnit(id, 'D1', { ...parts, reason: text });
}

const hostile = (units: number, text: string): string => {
  const state = buildState(
    Array.from({ length: units }, (_, i) => nasty(String(i + 1), text)),
    {
      decisions: [
        buildDecision(1, '1', {
          context: `${text}\n${text}`,
          options: [{ n: 1, action: 'retry', label: text }],
        }),
        buildDecision(2, '2', {
          context: text,
          answer: {
            ...{ option: 1, action: 'retry', note: text, by: text },
            at: at(300),
          },
        }),
      ],
    },
  );
  const diffs = new Map([[taskId('1'), `${DIFF}${text}`]]);
  return htmlReport({ ...dataOfState(state), diffs });
};

test('whatever specs and agents say, it is text on the page', () => {
  const html = hostile(12, NASTY);
  const elements = elementsOf(html);
  for (const { name, attributes } of elements) {
    expect(name).not.toMatch(/^(script|img)$/);
    expect(Object.keys(attributes).join(' ')).not.toMatch(/\bon/);
    expect(attributes['href'] ?? '#').toMatch(/^(#|data:,$)/);
  }
  expect(elements.filter(({ name }) => name === 'style')).toHaveLength(1);
  expect(html).not.toMatch(/[\u0000\u001b\u202e]/);
  expect(textOf(html)).toContain('&lt;script&gt;alert(1)');
});

test('a thousand units that say more than anybody reads stay below five megabytes', () => {
  const html = hostile(1000, '"'.repeat(20_000));
  expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
  const text = textOf(html);
  expect(text).toContain('880 units more are not drawn.');
  expect(text).toContain('910 units more, a row each');
  expect(text).toContain('findings more are not shown here.');
});

test('a title of a megabyte is a line', () => {
  const title = 'Pay '.repeat(250_000);
  const html = htmlReport(
    dataOfState(buildState([buildUnit('1', { plan: { description: title } })])),
  );
  expect(html.length).toBeLessThan(50_000);
  expect(html).toContain('Pay Pay…');
});

/** The journal of a run of one unit, as if there were many, each after the one before. */
function manyTimes(n: number): ReportData {
  const one = new World([unit('1')]).run();
  const isOfUnit = (event: Event): boolean =>
    'task_id' in event && event.task_id === taskId('1');
  const first = one.events.findIndex(isOfUnit);
  const last = one.events.findLastIndex(isOfUnit);
  const whole = Date.parse(one.now) - Date.parse(one.events[0]!.at);
  const nth = (event: Event, i: number): Event => {
    const text = JSON.stringify(event)
      .replaceAll('"1"', `"${i + 1}"`)
      .replaceAll('"1/', `"${i + 1}/`);
    const moved = Date.parse(event.at) + whole * i;
    const at = new Date(moved).toISOString();
    return { ...(JSON.parse(text) as Event), at };
  };
  const copies = Array.from({ length: n }, (_, i) => i);
  const before = one.events.slice(0, first).map((event) =>
    event.type === 'plan_ready'
      ? {
          ...event,
          units: copies.flatMap((i) => {
            const { units } = nth(event, i) as typeof event;
            const dependencies = i === 0 ? [] : [taskId(String(i))];
            return units.map((each) => ({ ...each, dependencies }));
          }),
        }
      : event,
  );
  const events = [
    ...before,
    ...copies.flatMap((i) =>
      one.events
        .slice(first, last + 1)
        .filter(isOfUnit)
        .map((event) => nth(event, i)),
    ),
    ...one.events.slice(last + 1).map((event) => nth(event, n)),
  ].map((event, i) => ({ ...event, seq: i + 1 }));
  one.state = events.reduce(reduce, INITIAL_STATE);
  one.now = events.at(-1)!.at;
  return { ...dataOf(one), events };
}

test('a thousand units that were run keep every row and a bounded picture', () => {
  const html = htmlReport(manyTimes(1000));
  expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
  for (let id = 1; id <= 1000; id += 1)
    expect(html).toContain(`id="unit-${id}"`);
  const bars = html.match(/<rect class="bar/g)?.length ?? 0;
  expect(bars).toBeGreaterThan(500);
  expect(bars).toBeLessThanOrEqual(2000);
  const text = textOf(html);
  expect(text).toContain('1000 of 1000 completed');
  expect(text).toContain('800 units more have no row here.');
});
