import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  inspectAgents,
  type AgentInspection,
} from '../../../src/adapters/agents/inspect-agents.ts';
import {
  findVersion,
  fitOf,
  isBefore,
} from '../../../src/adapters/agents/inspect-versions.ts';
import { runProcess } from '../../../src/adapters/process/run-process.ts';
import type { AgentConfig } from '../../../src/model/config.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** Inspects one backend whose executable has this text. */
async function inspect(
  name: string,
  text: string,
  about: { readonly config?: AgentConfig; readonly dir?: string } = {},
): Promise<AgentInspection | undefined> {
  const dir = about.dir ?? tempFolder();
  const file = join(dir, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  mkdirSync(join(dir, 'private'));
  const [found] = await inspectAgents([name], {
    processes: { find: () => Promise.resolve(file) },
    config: about.config === undefined ? {} : { [name]: about.config },
    runProcess,
    privateFolder: join(dir, 'private'),
    environmentOf: () => ({}),
    userEnv: { HOME: dir, CODEX_HOME: dir, XDG_DATA_HOME: dir, TMPDIR: dir },
    home: dir,
    platform: 'linux',
    isFile: () => false,
    versionLimitMs: 300,
  });
  return found;
}

describe('the version', () => {
  test('is asked for in a home of its own', async () => {
    const dir = tempFolder();
    const text = `#!/bin/sh
for folder in "$HOME" "$CODEX_HOME" "$XDG_DATA_HOME" "$TMPDIR" .; do
  case "$(cd "$folder" && pwd -P)" in
    '${dir}'/private/*) ;;
    *) touch '${dir}/outside' ;;
  esac
done
echo "codex-cli 0.200.1"
`;
    expect(await inspect('codex', text, { dir })).toMatchObject({
      version: '0.200.1',
      fit: 'good',
      version_problem: null,
      is_broken: false,
      can_resume: true,
      has_schema: true,
    });
    expect(existsSync(join(dir, 'outside'))).toBe(false);
  });

  test.each([
    ['#!/no/such/interpreter\n', true],
    ['#!/bin/sh\nexit 127\n', true],
    ['#!/bin/sh\necho broken >&2; exit 3\n', false],
    ['#!/bin/sh\necho no number\n', false],
    ['#!/bin/sh\nexec sleep 60\n', false],
  ])('is not known where %j is run', async (text, isBroken) => {
    const found = await inspect('claude', text);
    expect(found).toMatchObject({ version: null, fit: 'unknown' });
    expect(found?.is_broken).toBe(isBroken);
    expect(found?.version_problem).toBeTruthy();
  });

  test('is not asked of a CLI of the user, which might start to work', async () => {
    const dir = tempFolder();
    const text = `#!/bin/sh\ntouch '${dir}/ran'; echo 1.2.3\n`;
    const config = { vendor: 'someone', args: ['--go'] };
    expect(await inspect('kiro', text, { dir, config })).toMatchObject({
      ...{ name: 'kiro', vendor: 'someone', version: null, known_good: null },
      version_problem: null,
    });
    expect(existsSync(join(dir, 'ran'))).toBe(false);
  });

  test('is compared number by number', () => {
    expect(isBefore('0.99.0', '0.169.0')).toBe(true);
    expect(isBefore('0.169.0', '0.169.0')).toBe(false);
    expect(isBefore('2.38', '2.38.0')).toBe(false);
    expect(isBefore('3.0', '2.38')).toBe(false);
    const known = { from: '2.1.197', below: '3.0.0' };
    expect(fitOf('2.1.99', known)).toBe('older');
    expect(fitOf('2.2.0', known)).toBe('good');
    expect(fitOf('3.0.0', known)).toBe('newer');
    expect(fitOf(null, known)).toBe('unknown');
    expect(findVersion('2.1.197 (Claude Code)')).toBe('2.1.197');
  });
});
