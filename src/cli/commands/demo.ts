import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { CommandModule, Io } from '../command.ts';
import { isTerminal } from '../is-terminal.ts';
import type { DEMO_OPTIONS } from '../option-tables.ts';
import { makeScratchProject } from '../run/scratch-project.ts';
import { readSettings } from '../settings/read-settings.ts';
import { startRun } from '../run/start-run.ts';

/**
 * Runs the bundled spec in a scratch repository: everything is real but the
 * two agents, which are found on PATH like any others.
 */
export const command: CommandModule<typeof DEMO_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const demo = await makeScratchProject(args[0] ?? null, io);
    const own: Io = { ...io, env: demo.env, cwd: demo.folder };
    const settings = await readSettings(
      {
        spec: demo.spec,
        workdir: demo.folder,
        jobs: options.jobs ?? 3,
        check: ['node run-tests.js'],
      },
      own,
    );
    const exitCode = await startRun(
      settings,
      {
        asks: false,
        json: options.json === true,
        live:
          io.stdin.isTTY &&
          isTerminal(io.stdout) &&
          options.noUi !== true &&
          options.json !== true &&
          (io.env['CI'] ?? '') === '',
      },
      own,
    );
    if (exitCode === EXIT_CODES.complete) {
      const out = options.json === true ? io.stderr : io.stdout;
      out.write(`\nLook at it: cd ${demo.folder} && git log --oneline\n`);
    }
    return exitCode;
  },
};
