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
      'exec --json --skip-git-repo-check -s workspace-write -C /tree/app -c features.unbounded_connection_retries=false -',
    );
  });

  test('resumes without the flags that resume does not know', () => {
    expect(argsOf('codex', { session_id: 't-1' })).toBe(
      'exec resume --json --skip-git-repo-check -c sandbox_mode="workspace-write" -c features.unbounded_connection_retries=false t-1 -',
    );
  });

  test('takes model, network, further arguments, and a strict schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const made = invoke('codex', {
      schema,
      config: { model: 'm', network: true, args: ['-c', 'x=1'] },
    });
    expect(made.args.slice(-9)).toEqual([
      ...['-c', 'sandbox_workspace_write.network_access=true'],
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
      '-p --output-format stream-json --verbose --permission-mode plan --resume s-1',
    );
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
    expect(invoke('opencode', { role: 'review' }).env).toMatchObject({
      OPENCODE_PERMISSION:
        '{"edit":"deny","bash":"deny","external_directory":"deny"}',
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

test('no CLI is ever told to leave its sandbox or to skip its questions altogether', () => {
  for (const name of ['codex', 'gemini', 'claude', 'opencode'])
    for (const role of ['implement', 'review'] as const)
      expect(argsOf(name, { role })).not.toMatch(
        /dangerously|bypass|skip-permissions|--auto\b/,
      );
});
