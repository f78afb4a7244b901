import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { approval, report, wordAnswer } from './fixture/answers.ts';
import { Ground } from './ground.ts';
import { pathWithOnly, requireAgents, skipsRealAgents } from './installed.ts';
import type { Scenario } from './server/scenario.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
const NAME =
  'aws-samples__aws-alb-target-group-load-shedding__security-documentation';
const start = promisify(execFile);

const isThere = existsSync(join(CORPUS, NAME));
if (!isThere) console.warn('skipped: the corpus of real specs is not here');

/** Everyone does as asked: a file a unit, and no objections. */
const obliging: Scenario = (turn) => {
  const unit = turn.unit ?? '';
  if (turn.role === 'review')
    return { text: wordAnswer(approval(unit), turn.schema) };
  if (turn.index === 0) {
    const path = `out/${unit.replaceAll(/[^\w.]/g, '-')}.md`;
    const content = `# ${unit}\n`;
    return { text: 'Writing.', tool: { name: 'write_file', path, content } };
  }
  const done = { ...report(null, 'Written.'), no_changes_needed: false };
  return { text: wordAnswer(done, turn.schema) };
};

describe.skipIf(skipsRealAgents() || !isThere)('a spec from the wild', () => {
  test('is carried out by the real CLIs to the last box', async () => {
    requireAgents(['codex', 'gemini']);
    await using ground = await Ground.make(obliging);
    const repo = ground.path('repo');
    const git = (...args: readonly string[]): string =>
      execFileSync(
        'git',
        ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args],
        { cwd: repo, encoding: 'utf8' },
      );
    const spec = `.kiro/specs/${NAME}`;
    mkdirSync(join(repo, '.kiro/specs'), { recursive: true });
    cpSync(join(CORPUS, NAME), join(repo, spec), { recursive: true });
    git('add', '--all');
    git('commit', '--quiet', '--message=Start');

    const path = pathWithOnly(['codex', 'gemini'], ground.path('other', 'bin'));
    await start(
      process.execPath,
      [BIN, '--spec', spec, '--assign-backend', 'none', '--json'],
      {
        cwd: repo,
        env: {
          ...ground.env,
          PATH: path,
          XDG_CACHE_HOME: ground.path('other'),
        },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    const units = git('log', '--format=%(trailers:key=Orchestration-Unit)');
    expect(units.match(/Orchestration-Unit:/g)).toHaveLength(4);
    const tasks = await readFile(join(repo, spec, 'tasks.md'), 'utf8');
    expect(tasks).not.toMatch(/^ *- \[[ -]\] /m);
  });
});
