import { describe, expect, test } from 'vitest';
import { Patient } from './doctor-patient.ts';

/** A codex that says its version, and in all else these events. */
const codexThat = (
  events: readonly unknown[],
  exitCode = 0,
): string => `#!${process.execPath}
if (process.argv.includes('--version')) {
  console.log('codex-cli 0.169.0');
} else {
  if (!process.argv.includes('read-only')) process.exit(9);
  process.stdin.resume();
  process.stdin.on('end', () => {
    for (const event of ${JSON.stringify(events)}) console.log(JSON.stringify(event));
    process.exitCode = ${exitCode};
  });
}
`;

const says = (text: string): readonly unknown[] => [
  { type: 'thread.started', thread_id: 't-1' },
  { type: 'item.completed', item: { id: 'i', type: 'agent_message', text } },
  {
    type: 'turn.completed',
    usage: { input_tokens: 1200, cached_input_tokens: 400, output_tokens: 7 },
  },
];

const VERDICT =
  '{"task_id":"probe","severity":"none","summary":"ready","details":"","issues":[]}';

describe('a probe', () => {
  test('runs one prompt as a reader, and says time and usage', async () => {
    const patient = new Patient();
    patient.installText('codex', codexThat(says(VERDICT)));
    const before = patient.files();
    const report = await patient.report('--probe', 'codex');
    expect(patient.files()).toEqual(before);
    expect(report).toMatchObject({
      exitCode: 0,
      probe: {
        backend: 'codex',
        outcome: 'answered',
        failure: null,
        is_valid: true,
        usage: {
          input_tokens: 1200,
          cached_input_tokens: 400,
          output_tokens: 7,
        },
      },
    });
    const { stdout } = await patient.examine('--probe', 'codex');
    expect(stdout).toMatch(
      /codex answered as asked after .*1k tokens in \(400 cached\), 7 out/,
    );
  });

  test('that fails ends with 1, its class and what to do', async () => {
    const patient = new Patient();
    const message = 'unexpected status 401 Unauthorized: no key';
    patient.installText(
      'codex',
      codexThat(
        [
          { type: 'thread.started', thread_id: 't-1' },
          { type: 'turn.failed', error: { message } },
        ],
        1,
      ),
    );
    const report = await patient.report('--probe', 'codex');
    expect(report.exitCode).toBe(1);
    expect(report.probe).toMatchObject({
      ...{ outcome: 'failed', failure: { type: 'auth' }, is_valid: false },
    });
    expect(report.problems).toMatchObject([
      {
        area: 'probe',
        what: 'codex failed its probe: auth',
        todo: 'Log in with the CLI itself, or set its key.',
      },
    ]);
  });

  test('that is answered in another form is worth a word', async () => {
    const patient = new Patient();
    patient.installText('codex', codexThat(says('Hello, I am ready.')));
    const report = await patient.report('--probe', 'codex');
    expect(report).toMatchObject({
      exitCode: 0,
      probe: { outcome: 'answered', is_valid: false },
      warnings: [{ area: 'probe' }],
    });
  });

  test('of a name that no backend has is wrong usage', async () => {
    const patient = new Patient();
    const { exitCode, stderr } = await patient.examine('--probe', 'nobody');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('there is no backend nobody');
    expect(stderr).toContain('codex, gemini, claude, opencode');
  });
});
