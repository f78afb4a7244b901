import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) =>
    (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((folder) => join(folder, name)),
  )
  .find((path) => existsSync(path));

/** Quiet enough to ask nobody for anything by itself. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic'],
  ...['--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-extensions'],
  ...['--virtual-time-budget=3000', '--dump-dom'],
];

/** The page as a browser has it once everything on it has been loaded and run. */
async function domOf(file: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'ol-chromium-'));
  try {
    const { stdout } = await promisify(execFile)(
      CHROMIUM ?? '',
      [...FLAGS, `--user-data-dir=${profile}`, pathToFileURL(file).href],
      { encoding: 'utf8', maxBuffer: 50_000_000, timeout: 100_000 },
    );
    return stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** A server that notes what it is asked for. */
async function listen(asked: string[]) {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

const SPEC = `# Implementation Plan

- [ ] 1. First <script>document.title='run'</script>
  - [ ] 1.1 One half
  - _writes: out/1.txt_
- [ ] 2. Second
  - _writes: out/2.txt_
- [ ] 3. Third
  - _Depends: 1, 2_
  - _writes: out/3.txt_
`;

describe.skipIf(CHROMIUM === undefined)(
  `report --html in a real browser${CHROMIUM === undefined ? ' (no chromium or google-chrome on PATH)' : ''}`,
  () => {
    const asked: string[] = [];
    let ground: Ground;
    let server: Awaited<ReturnType<typeof listen>>;
    let planted = '';
    let dom = '';

    beforeAll(async () => {
      server = await listen(asked);
      const url = `http://127.0.0.1:${server.port}`;
      planted = [
        `<img src=${url}/img>`,
        `<script src="${url}/script"></script>`,
        `<script>document.title='run';fetch('${url}/fetch')</script>`,
        `<link rel=stylesheet href=${url}/style>`,
        `<style>@import url(${url}/import);body{background:url(${url}/css)}</style>`,
        `![picture](${url}/markdown)`,
        `[link](${url}/link "x\\" onmouseover=\\"document.title='run'")`,
        `<svg onload="document.title='run'"><image href="${url}/svg"/></svg>`,
        `<iframe src="${url}/iframe"></iframe><base href="${url}/">`,
        `<pre> <img src="${url}/raw" onerror="document.title='run'" // </pre>`,
      ].join('\n');
      ground = new Ground({ spec: SPEC });
      const verdict = (severity: string) => ({
        answer: JSON.stringify({
          ...{ task_id: '1', severity, summary: planted, details: null },
          issues:
            severity === 'none'
              ? []
              : [
                  {
                    ...{ severity, description: planted },
                    ...{ file: 'out/1.txt', line: 1 },
                  },
                ],
        }),
      });
      ground.script({
        '1/implement': {
          files: { 'out/1.txt': `${planted}\n` },
          answer: JSON.stringify({ status: 'completed', summary: planted }),
        },
        '1/review': verdict('minor'),
      });
      const run = await ground.go();
      expect(run.stderr + run.stdout).toContain('3 of 3');
      const told = await ground.run(
        ...['report', '--spec', ground.spec, '--html', 'report.html'],
      );
      expect(told.exitCode, told.stderr).toBe(0);
      dom = await domOf(join(ground.repo, 'report.html'));
    });

    afterAll(() => {
      server.server.close();
      ground[Symbol.dispose]();
    });

    test('has every row, every box, and the lines a finding is about', () => {
      for (const id of ['1', '2', '3']) {
        expect(dom).toContain(`<details class="unit good" id="unit-${id}">`);
        expect(dom).toMatch(
          new RegExp(`<li><a href="#unit-${id}"><b>${id}</b>`),
        );
        expect(dom).toMatch(
          new RegExp(`<a href="#unit-${id}" class="node good"><title>${id}: `),
        );
      }
      expect(dom.match(/<rect class="bar implement good"/g)).toHaveLength(3);
      expect(dom).toMatch(/<tr class="added meant"><td>1<\/td><td>\+<\/td>/);
    });

    test('shows what an agent planted as the text that it is', () => {
      expect(dom).toContain('&lt;img src=http://127.0.0.1');
      expect(dom).not.toMatch(/<(?:img|iframe|script|base|image)\b/);
    });

    test('runs nothing, and asks the server for nothing', async () => {
      expect(dom).toMatch(/<title>[^<]*report of a run<\/title>/);
      expect(asked).toEqual([]);
      // The same text on a page of no care: the server does hear of it.
      const careless = join(ground.repo, 'careless.html');
      writeFileSync(careless, `<!doctype html><title>x</title>${planted}`);
      expect(await domOf(careless)).toContain('<title>run</title>');
      expect(asked).toContain('/img');
    });
  },
);
