import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { isJsonObject } from '../../src/lib/ndjson.ts';
import type { State } from '../../src/model/state.ts';
import { htmlReport } from '../../src/report/html/html-report.ts';
import { junitReport } from '../../src/report/junit/junit.ts';
import { harmlessText } from '../../src/report/lines/ci-log.ts';
import { toJsonLine, toJsonText } from '../../src/report/lines/ndjson.ts';
import { createLogText, logJson } from '../../src/report/log-text.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { sarifReport } from '../../src/report/sarif/sarif.ts';
import { attemptId, taskId } from '../../src/model/ids.ts';
import { elementsOf } from '../report/html/read-html.ts';
import { DIFF } from '../report/html/rough-run.ts';
import { dataOf, mixedRun, NASTY } from '../report/report-run.ts';
import { fuzz, textNear } from './mutate.ts';

/** What specs, agents and checks say, by the names of the fields that hold it. */
const SAID = new Set([
  ...['description', 'summary', 'context', 'label', 'output', 'message'],
  ...['reason', 'file', 'details', 'name'],
]);

/** A run in which everybody says something else, each text in its turn. */
function withTexts(state: State, texts: readonly string[]): State {
  let place = 0;
  const say = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown) => say(one, key));
    if (isJsonObject(value) && !(value instanceof Map))
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, say(one, name)]),
      );
    if (typeof value !== 'string' || !SAID.has(key)) return value;
    place += 1;
    return texts[place % texts.length];
  };
  return say(state) as State;
}

const SAMPLES = [
  NASTY,
  '</pre></td><svg onload=alert(1)>" onmouseover="x" \' &amp; &#x3c;',
  '[a](javascript:alert(1)) <javascript:x> ![b](http://e.example/x) www.e.example GH-1 !2 &3 @all',
  '::set-output name=x::y\n  ::stop-commands::z\n##[add-mask]a ##vso[task.setvariable]b',
  '| a | b |\n|---|---|\n```js\n`` x ``\n> - 1. * [ ] <details>\n',
  '../../etc/passwd\u0000 C:\\x http://e.example:80/?q#f',
];

const texts = fc.array(textNear(SAMPLES), { minLength: 1, maxLength: 8 });

const SCHEMA = join(import.meta.dirname, '../fixtures/schemas/junit.xsd');
const SARIF = { version: '1.2.3', prefix: '', tasksFile: 'tasks.md' };

/** What a terminal acts on, line breaks and tabs apart. */
const LOUD =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('whatever specs and agents say', () => {
  test('the page has only elements of its own, all closed, and leads nowhere else', () => {
    const own = new Set(
      elementsOf(htmlReport(dataOf(mixedRun()))).map(({ name }) => name),
    );
    const ofProse =
      'p strong em del code pre blockquote ul ol li a br hr div table thead tbody tr th td'.split(
        ' ',
      );
    const known = new Set([...own, ...ofProse]);
    const diff = (text: string): string =>
      DIFF.replace('const sum', () => text).replaceAll('src/3.ts', () => text);
    fuzz(
      texts,
      (some) => {
        const data = dataOf(withTexts(mixedRun(), some));
        const diffs = new Map([[taskId('2.1'), diff(some[0] ?? '')]]);
        const html = htmlReport({ ...data, diffs });
        expect(html).not.toMatch(LOUD);
        for (const { name, attributes } of elementsOf(html)) {
          expect(known).toContain(name);
          for (const [key, value] of Object.entries(attributes)) {
            expect(key).not.toMatch(/^(?:on|srcdoc$|formaction$)/);
            if (key === 'href')
              expect(value).toMatch(/^(?:#|https?:\/\/|mailto:|data:,$)/i);
            if (key === 'src') expect(value).toMatch(/^data:/);
          }
        }
      },
      0.15,
    );
  });

  test('JUnit is XML, and SARIF is JSON', async () => {
    const files: { fileName: string; contents: string }[] = [];
    fuzz(
      texts,
      (some) => {
        const data = dataOf(withTexts(mixedRun(), some));
        const contents = junitReport(data);
        expect(contents).not.toMatch(LOUD);
        files.push({ fileName: `${files.length}.xml`, contents });
        const { text } = sarifReport(data, SARIF);
        expect(text).not.toMatch(LOUD);
        const { runs } = JSON.parse(text) as {
          runs: { results: { message: { text: string } }[] }[];
        };
        for (const { message } of runs[0]?.results ?? [])
          expect(message.text).not.toContain('](');
      },
      0.3,
    );
    const { errors } = await validateXML({
      xml: files,
      schema: [readFileSync(SCHEMA, 'utf8')],
    });
    expect(errors.map(({ rawMessage }) => rawMessage)).toEqual([]);
  });

  test('Markdown is text without links, pictures and references', () => {
    fuzz(
      texts,
      (some) => {
        const text = markdownReport(dataOf(withTexts(mixedRun(), some)));
        expect(text).not.toMatch(LOUD);
        const html = marked.parse(text, { async: false });
        expect(html).not.toMatch(
          /<(?!\/?(?:h2|h3|p|strong|em|code|table|thead|tbody|tr|th|td|ul|ol|li)\b)/,
        );
        const shown = html
          .replace(/<code>.*?<\/code>/gs, '')
          .replace(/&#(\d+);/g, (_, code: string) =>
            String.fromCodePoint(Number(code)),
          );
        expect(shown).not.toMatch(/@\w|#\d|\bGH-\d|!\d|&amp;\d|\bwww\.|:\/\//i);
      },
      0.3,
    );
  });

  test('a line of a log stays a line, and no service takes it for a command', () => {
    fuzz(texts, (some) => {
      for (const text of some) {
        const entry = {
          ...{ source: 'stdout' as const, at: null, unit: '1', text },
          attempt: attemptId(taskId('1'), 'implement', 1),
        };
        const lines = createLogText({ colour: false })(entry);
        for (const line of [...lines, ...logJson(entry)]) {
          expect(line).not.toMatch(LOUD);
          expect(line).not.toContain('\n');
        }
        for (const line of harmlessText(text).split(/[\n\r\u2028\u2029]/))
          expect(line).not.toMatch(/^\s*::|##\w*\[/);
        for (const json of [toJsonLine([text]), toJsonText({ [text]: text })]) {
          expect(json).not.toMatch(LOUD);
          expect(json).not.toMatch(/^\s*::|##\w*\[/m);
        }
        expect(JSON.parse(toJsonLine([text]))).toEqual([text]);
      }
    });
  });
});
