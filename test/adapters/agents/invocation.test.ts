import { describe, expect, test } from 'vitest';
import { backendNamed } from '../../../src/adapters/agents/backends.ts';
import type { Call, Invocation } from '../../../src/adapters/agents/backend.ts';
import type { Role } from '../../../src/model/assignment.ts';
import type { AgentConfig } from '../../../src/model/config.ts';

type Options = {
  readonly role?: Role;
  readonly session_id?: string;
  readonly prompt?: string;
  readonly config?: AgentConfig;
  readonly schema?: Call['schema'];
  readonly env?: Call['env'];
};

const invoke = (name: string, options: Options = {}): Invocation => {
  const backend = backendNamed(name);
  if (backend === null) throw new Error(`no backend ${name}`);
  return backend.invocation({
    request: {
      backend: name,
      role: options.role ?? 'implement',
      task_id: '1',
      n: 1,
      run_id: 'run',
      spec_path: 'spec',
      mark: 'mark',
      cwd: '/tree/app',
      prompt: options.prompt ?? 'Do it.',
      answer: 'report',
      session_id: options.session_id ?? null,
      log_name: 'a',
      timeoutMs: 1,
    },
    config: options.config ?? {},
    folder: '/attempts/a',
    schema: options.schema ?? null,
    env: options.env ?? {},
  });
};

const argsOf = (name: string, options?: Options): string =>
  invoke(name, options).args.join(' ');

describe('codex', () => {
  test('starts in its sandbox and folder, with the prompt on stdin', () => {
    expect(argsOf('codex')).toBe(
      'exec --json --skip-git-repo-check -C /tree/app -s workspace-write -c sandbox_workspace_write.exclude_slash_tmp=true -c features.unbounded_connection_retries=false -',
    );
  });

  test('resumes without the flags that resume does not know', () => {
    expect(argsOf('codex', { session_id: 't-1' })).toBe(
      'exec resume --json --skip-git-repo-check -c sandbox_mode="workspace-write" -c sandbox_workspace_write.exclude_slash_tmp=true -c features.unbounded_connection_retries=false t-1 -',
    );
    expect(argsOf('codex', { role: 'review', session_id: 't-1' })).toContain(
      '-c sandbox_mode="read-only"',
    );
  });

  test('takes model, network, further arguments, and a strict schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const made = invoke('codex', {
      schema,
      config: { model: 'm', network: true, args: ['-c', 'x=1'] },
    });
    expect(made.args).toContain('sandbox_workspace_write.network_access=true');
    expect(made.args.slice(-7)).toEqual([
      ...['-m', 'm'],
      ...['--output-schema', '/attempts/a/schema.json'],
      ...['-c', 'x=1'],
      '-',
    ]);
    expect(JSON.parse(made.files['schema.json'] ?? '')).toMatchObject({
      required: ['a'],
      additionalProperties: false,
    });
  });
});

describe('gemini', () => {
  test('writes without asking, reads in plan mode', () => {
    expect(argsOf('gemini')).toBe(
      '--output-format stream-json --approval-mode yolo',
    );
    expect(
      argsOf('gemini', {
        role: 'review',
        session_id: 's-1',
        config: { model: 'm' },
      }),
    ).toBe(
      '--output-format stream-json --approval-mode plan --model m --resume s-1',
    );
  });

  test('is one process and trusts its worktree', () => {
    expect(invoke('gemini').env).toEqual({
      GEMINI_CLI_NO_RELAUNCH: '1',
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    });
  });

  test.each([
    ['See @src/a.ts and me@host.', 'See \\@src/a.ts and me\\@host.'],
    ['@Component({})', '\\@Component({})'],
    ['already \\@escaped, @ alone', null],
    ['nothing of the kind', null],
  ])('is sent %j as text', (prompt, escaped) => {
    const sent = invoke('gemini', { prompt }).prompt;
    if (escaped === null) expect(sent).toBe(prompt);
    else {
      expect(sent.endsWith(`\n\n${escaped}`)).toBe(true);
      expect(sent).toContain('stands for a plain at sign');
    }
  });
});

describe('claude', () => {
  test('edits and runs commands, or only plans', () => {
    expect(argsOf('claude')).toBe(
      '-p --output-format stream-json --verbose --permission-mode acceptEdits --allowedTools Bash',
    );
    expect(argsOf('claude', { role: 'assign', session_id: 's-1' })).toBe(
      '-p --output-format stream-json --verbose --permission-mode plan --disallowedTools Bash,Edit,Write,NotebookEdit --resume s-1',
    );
  });

  test('attaches no file that a prompt names, and shares no temporary folder', () => {
    const env = (prompt: string) => invoke('claude', { prompt }).env;
    expect(env('See @a/b.ts.')).toHaveProperty(
      'CLAUDE_CODE_DISABLE_ATTACHMENTS',
      '1',
    );
    expect(env('me@example.com @ home')).not.toHaveProperty(
      'CLAUDE_CODE_DISABLE_ATTACHMENTS',
    );
    expect(env('x')).toHaveProperty('CLAUDE_CODE_TMPDIR', undefined);
  });

  test('gives up soon, unless the user wants otherwise', () => {
    expect(invoke('claude').env).toMatchObject({
      CLAUDE_CODE_MAX_RETRIES: '2',
    });
    expect(
      invoke('claude', { env: { CLAUDE_CODE_MAX_RETRIES: '9' } }).env,
    ).toMatchObject({
      CLAUDE_CODE_MAX_RETRIES: '9',
    });
  });
});

describe('opencode', () => {
  test('stays in its folder, and changes nothing as a reader', () => {
    expect(
      argsOf('opencode', { config: { model: 'p/m' }, session_id: 'ses_1' }),
    ).toBe('run --format json --dir /tree/app -m p/m --session ses_1');
    expect(invoke('opencode').env).toMatchObject({
      OPENCODE_PERMISSION: '{"external_directory":"deny"}',
    });
    const denied = {
      edit: 'deny',
      bash: 'deny',
      task: 'deny',
      external_directory: 'deny',
    };
    const reader = invoke('opencode', {
      role: 'review',
      config: { args: ['--agent', 'build', '--thinking'] },
      env: { OPENCODE_CONFIG_CONTENT: '{"model":"a/b","agent":{"x":{}}}' },
    });
    expect(reader.args.join(' ')).toBe(
      'run --format json --dir /tree/app --agent orchestration-reader --thinking',
    );
    const content = JSON.parse(
      reader.env['OPENCODE_CONFIG_CONTENT'] ?? '',
    ) as object;
    expect(content).toMatchObject({
      model: 'a/b',
      agent: { x: {}, 'orchestration-reader': { permission: denied } },
    });
  });
});

test.each(['gemini', 'claude', 'opencode'])(
  '%s never takes a prompt for a command of its own',
  (name) => {
    expect(invoke(name, { prompt: '  /clear all' }).prompt).toBe(
      'Your task:\n\n  /clear all',
    );
    expect(invoke(name, { prompt: 'Do a/b.' }).prompt).toBe('Do a/b.');
  },
);

describe('what a CLI may do', () => {
  const allowed = (name: string, role: Role, config: AgentConfig = {}) =>
    backendNamed(name)?.permissions(role, config);

  test.each([
    ['codex', '-s workspace-write, network off', '-s read-only'],
    ['gemini', '--approval-mode yolo, no sandbox', '--approval-mode plan'],
    [
      'claude',
      '--permission-mode acceptEdits --allowedTools Bash, no sandbox',
      '--permission-mode plan --disallowedTools Bash,Edit,Write,NotebookEdit',
    ],
    [
      'opencode',
      'edits and commands, other folders denied, no sandbox',
      'edits, commands and sub-agents denied',
    ],
  ])('is said of %s as it is passed', (name, writer, reader) => {
    expect(allowed(name, 'implement')).toBe(writer);
    expect(allowed(name, 'review')).toBe(reader);
  });

  test('says network, isolation and what it leaves', () => {
    expect(allowed('codex', 'fix', { network: true, isolated: true })).toBe(
      '-s workspace-write, network on, isolated but for AGENTS.md in CODEX_HOME',
    );
    expect(allowed('gemini', 'review', { isolated: true })).toBe(
      "--approval-mode plan, isolated but for the user's hooks and GEMINI.md",
    );
  });

  // Whoever allows it means the work, not the reviews.
  test.each([
    ['codex', ['--dangerously-bypass-approvals-and-sandbox']],
    ['codex', ['-s', 'danger-full-access']],
    ['gemini', ['--approval-mode', 'auto_edit']],
    ['claude', ['--permission-mode', 'bypassPermissions']],
    ['opencode', ['--auto']],
  ])('of %s with %j is that for writers alone', (name, unsafe) => {
    const config = { args: ['--kept', ...unsafe], unsafe: [unsafe.join(' ')] };
    const text = unsafe.join(' ');
    expect(argsOf(name, { config })).toContain(text);
    expect(allowed(name, 'implement', config)).toContain(text);
    const reader = argsOf(name, { config, role: 'review' });
    expect(reader).toContain('--kept');
    expect(reader).not.toContain(text);
    expect(allowed(name, 'review', config)).not.toContain(text);
  });

  test('is not said to codex twice, which it would refuse', () => {
    const config = { args: ['-s', 'danger-full-access'] };
    const { args } = invoke('codex', { config });
    expect(args.filter((arg) => arg === '-s')).toHaveLength(1);
    // `resume` knows no -s.
    const resumed = argsOf('codex', { config, session_id: 't-1' });
    expect(resumed).toContain('-c sandbox_mode="danger-full-access" t-1 -');
    expect(resumed).not.toContain('-s ');
    expect(argsOf('codex', { config, role: 'review' })).toContain(
      '-s read-only',
    );
  });

  test('of codex keeps its sandbox where something else is allowed', () => {
    const config = { args: ['--trust'], unsafe: ['--trust'] };
    expect(argsOf('codex', { config })).toContain('-s workspace-write');
    expect(allowed('codex', 'implement', config)).toBe(
      '-s workspace-write, network off, --trust as agents.codex.unsafe allows',
    );
  });
});

test('no CLI is ever told to leave its sandbox or to skip its questions altogether', () => {
  for (const name of ['codex', 'gemini', 'claude', 'opencode'])
    for (const role of ['implement', 'review'] as const)
      expect(argsOf(name, { role })).not.toMatch(
        /dangerously|bypass|skip-permissions|--auto\b/,
      );
});
