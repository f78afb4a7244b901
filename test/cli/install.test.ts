import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withMark } from '../../src/cli/install/mark.ts';
import { InstallGround } from './install-ground.ts';

const ALL = ['--claude', '--codex', '--gemini', '--opencode', '--kiro'];
const COMMAND = '.claude/commands/orchestrate.md';
const SKILL = '.claude/skills/orchestrate/SKILL.md';
const EVERY_FILE = [
  '.agents/skills/orchestrate/SKILL.md',
  COMMAND,
  SKILL,
  '.gemini/commands/orchestrate.toml',
  '.kiro/steering/orchestrate.md',
  '.opencode/commands/orchestrate.md',
];

describe('install', () => {
  test('puts every file where its tool looks, says where and how to call it', async () => {
    const ground = new InstallGround(['claude']);
    const { exitCode, stdout } = await ground.install(...ALL);
    expect(exitCode).toBe(0);
    expect(ground.files()).toEqual(EVERY_FILE);
    expect(ground.files(ground.home)).toEqual([]);
    expect(stdout).toContain(`In the project ${ground.project} (--user:`);
    for (const path of EVERY_FILE) {
      expect(stdout).toMatch(new RegExp(`written +${path}$`, 'm'));
    }
    expect(stdout).toMatch(/claude +\/orchestrate \.kiro\/specs\/my-feature$/m);
    expect(stdout).toMatch(
      /codex +\$orchestrate \S+ {3}\(not on your PATH\)$/m,
    );
    expect(stdout).toMatch(/kiro +#orchestrate \S+$/m);
  });

  test('changes nothing the second time', async () => {
    const ground = new InstallGround();
    await ground.install(...ALL);
    const before = EVERY_FILE.map((path) => ground.read(path));
    const { exitCode, stdout } = await ground.install(...ALL);
    expect(exitCode).toBe(0);
    expect(stdout.match(/is there/g)).toHaveLength(EVERY_FILE.length);
    expect(EVERY_FILE.map((path) => ground.read(path))).toEqual(before);
  });

  test('without a name means the tools on PATH, and Kiro where its folder is', async () => {
    const ground = new InstallGround(['gemini']);
    await ground.install();
    expect(ground.files()).toEqual(['.gemini/commands/orchestrate.toml']);
    ground.write('.kiro/specs/x/tasks.md', '- [ ] 1. One\n');
    await ground.install();
    expect(ground.files()).toContain('.kiro/steering/orchestrate.md');
  });

  test('where no tool is there, says which can be named', async () => {
    const ground = new InstallGround();
    const { exitCode, stderr } = await ground.install();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Neither claude, codex, gemini nor opencode');
    expect(stderr).toContain(ALL.join(', '));
  });

  test('from a folder of a project goes to its top', async () => {
    const ground = new InstallGround();
    ground.write('src/deep/a.ts', '');
    ground.from = 'src/deep';
    await ground.install('--gemini');
    expect(ground.files()).toEqual([
      '.gemini/commands/orchestrate.toml',
      'src/deep/a.ts',
    ]);
  });

  test('with --dry-run says it all and writes nothing', async () => {
    const ground = new InstallGround();
    ground.write(COMMAND, 'mine\n');
    const { exitCode, stdout } = await ground.install('--dry-run', ...ALL);
    expect(exitCode).toBe(0);
    expect(stdout.match(/would be written/g)).toHaveLength(5);
    expect(stdout).toMatch(
      /is in the way: it is not from orchestration-loop +\.claude\/commands/,
    );
    expect(ground.files()).toEqual([COMMAND]);
  });

  test('cannot be for one project and for all', async () => {
    const ground = new InstallGround();
    const both = await ground.install('--user', '--project', '--claude');
    expect(both.exitCode).toBe(64);
  });
});

describe('a file that is there', () => {
  test.each([
    ['of another version', (text: string) => text],
    [
      'whose line ends git has turned',
      (text: string) => text.replaceAll('\n', '\r\n'),
    ],
  ])('is replaced unasked: one of ours %s', async (_what, turn) => {
    const ground = new InstallGround();
    ground.write(COMMAND, turn(withMark('What we said once.\n', COMMAND)));
    const { exitCode, stdout } = await ground.install('--claude');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/replaced +\.claude\/commands/);
    expect(ground.read(COMMAND)).toContain('## 2. Ask first');
  });

  test.each([
    [
      'was changed since it was installed',
      (text: string) => text.replace('Ask first', 'Ask nobody'),
    ],
    [
      'was changed since it was installed',
      (text: string) => `${text}And a line of mine.\n`,
    ],
    ['is not from orchestration-loop', () => 'mine\n'],
  ])(
    'and %s is never replaced where nobody can be asked',
    async (why, edit) => {
      const ground = new InstallGround();
      await ground.install('--claude');
      ground.write(COMMAND, edit(ground.read(COMMAND)));
      const mine = ground.read(COMMAND);
      const { exitCode, stdout, stderr } = await ground.install(...ALL);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(`error: ${COMMAND} ${why}.`);
      expect(stderr).toContain('start this in a terminal');
      expect(ground.read(COMMAND)).toBe(mine);
      // All or nothing: no other tool's file was written either.
      expect(ground.files()).toEqual([COMMAND, SKILL]);
    },
  );

  test('and was changed is asked about in a terminal: no keeps it, yes replaces it', async () => {
    const ground = new InstallGround();
    ground.write(COMMAND, 'mine\n');
    const no = await ground.installAnswering('n', '--claude');
    expect(no.stderr).toContain(
      `${COMMAND} is not from orchestration-loop. Replace it? [y/N]`,
    );
    expect(no).toMatchObject({ exitCode: 0 });
    expect(no.stdout).toMatch(/left as it is +\.claude\/commands/);
    expect(ground.read(COMMAND)).toBe('mine\n');
    expect(ground.has(SKILL)).toBe(true);
    const yes = await ground.installAnswering('y', '--claude');
    expect(yes.stdout).toMatch(/replaced +\.claude\/commands/);
    expect(ground.read(COMMAND)).toContain('## 2. Ask first');
  });
});

describe('install --remove', () => {
  test('takes away all that was installed, with the folders it leaves empty', async () => {
    const ground = new InstallGround();
    ground.write('.gemini/settings.json', '{}');
    await ground.install(...ALL);
    const dry = await ground.install('--remove', '--dry-run');
    expect(dry.stdout.match(/would be removed/g)).toHaveLength(6);
    expect(ground.files()).toEqual(
      expect.arrayContaining(['.gemini/settings.json', ...EVERY_FILE]),
    );
    const { exitCode } = await ground.install('--remove');
    expect(exitCode).toBe(0);
    expect(ground.files()).toEqual(['.gemini/settings.json']);
    for (const folder of ['.claude', '.agents', '.gemini/commands', '.kiro']) {
      expect(ground.has(folder), folder).toBe(false);
    }
    const again = await ground.install('--remove');
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing of it is in this project.\n',
    });
  });

  test('leaves what was changed, says so, and is not done', async () => {
    const ground = new InstallGround();
    await ground.install(...ALL);
    ground.write(COMMAND, `${ground.read(COMMAND)}mine\n`);
    const { exitCode, stdout } = await ground.install('--remove');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/stays: it was changed since .* \.claude\/commands/);
    expect(ground.files()).toEqual([COMMAND]);
  });

  test("takes away the named tools' files alone, and nothing of anybody else", async () => {
    const ground = new InstallGround();
    await ground.install(...ALL);
    ground.write('.opencode/commands/orchestrate.md', 'mine\n');
    const { exitCode } = await ground.install(
      '--remove',
      '--opencode',
      '--kiro',
    );
    expect(exitCode).toBe(0);
    expect(ground.files()).toEqual(
      EVERY_FILE.filter((path) => !path.startsWith('.kiro/')),
    );
  });
});

describe('a link in the way', () => {
  test.each(['.claude', '.claude/commands', '.claude/skills/orchestrate'])(
    'at %s that leads out of the project is not followed',
    async (path) => {
      const ground = new InstallGround();
      const { elsewhere } = ground;
      const link = join(ground.project, path);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(elsewhere, link);
      for (const flags of [['--claude'], ['--claude', '--remove']]) {
        await ground.install(...flags);
        await ground.installAnswering('y', ...flags);
      }
      const { exitCode, stderr } = await ground.install('--claude', '--codex');
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`is a link to ${elsewhere}`);
      expect(stderr).not.toContain('terminal');
      expect(ground.files(elsewhere)).toEqual([]);
      expect(ground.has('.agents')).toBe(false);
    },
  );

  test('that stays within the project is: one skill may serve two tools', async () => {
    const ground = new InstallGround();
    mkdirSync(join(ground.project, '.claude'));
    mkdirSync(join(ground.project, '.agents/skills'), { recursive: true });
    symlinkSync('../.agents/skills', join(ground.project, '.claude/skills'));
    const { exitCode, stdout } = await ground.install('--claude', '--codex');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/is there +\.agents\/skills/);
    expect(ground.read(SKILL)).toContain('## 2. Ask first');
    const removed = await ground.install('--remove');
    expect(removed.exitCode).toBe(0);
    expect(ground.has('.agents/skills/orchestrate')).toBe(false);
  });

  test('in place of the file is replaced when a person says so, and not written through', async () => {
    const ground = new InstallGround();
    const secret = join(ground.elsewhere, 'secret');
    writeFileSync(secret, 'secret\n');
    ground.write('.kiro/steering/x.md', '');
    symlinkSync(secret, join(ground.project, '.kiro/steering/orchestrate.md'));
    const refused = await ground.install('--kiro');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      '.kiro/steering/orchestrate.md is a link.',
    );
    await ground.installAnswering('y', '--kiro');
    expect(readFileSync(secret, 'utf8')).toBe('secret\n');
    expect(ground.read('.kiro/steering/orchestrate.md')).toContain('Ask first');
  });
});

describe('install --user', () => {
  test("goes into the folders of each tool's own in the home", async () => {
    const ground = new InstallGround();
    const { stdout } = await ground.install('--user', ...ALL);
    expect(stdout).toContain('In your home, for all your projects');
    expect(ground.files()).toEqual([]);
    expect(ground.files(ground.home)).toEqual([
      '.agents/skills/orchestrate/SKILL.md',
      '.claude/commands/orchestrate.md',
      '.claude/skills/orchestrate/SKILL.md',
      '.config/opencode/commands/orchestrate.md',
      '.gemini/commands/orchestrate.toml',
      '.kiro/steering/orchestrate.md',
    ]);
    await ground.install('--user', '--remove');
    expect(ground.files(ground.home)).toEqual([]);
  });

  test('honours the variables that move them, and keeps those folders when it removes', async () => {
    const ground = new InstallGround();
    const at = (name: string): string => join(ground.elsewhere, name);
    ground.env = {
      CLAUDE_CONFIG_DIR: at('claude'),
      CODEX_HOME: at('codex'),
      GEMINI_CLI_HOME: at('gemini'),
      XDG_CONFIG_HOME: at('config'),
    };
    await ground.install('--user', ...ALL);
    expect(ground.files(ground.home)).toEqual([
      '.kiro/steering/orchestrate.md',
    ]);
    expect(ground.files(ground.elsewhere)).toEqual([
      'claude/commands/orchestrate.md',
      'claude/skills/orchestrate/SKILL.md',
      'codex/skills/orchestrate/SKILL.md',
      'config/opencode/commands/orchestrate.md',
      'gemini/.gemini/commands/orchestrate.toml',
    ]);
    await ground.install('--user', '--remove');
    expect(ground.files(ground.elsewhere)).toEqual([]);
    expect(existsSync(at('codex'))).toBe(true);
  });
});
