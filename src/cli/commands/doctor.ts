import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { UserError } from '../../model/user-error.ts';
import { doctorText } from '../../report/doctor/doctor-text.ts';
import type { CommandModule } from '../command.ts';
import { makeReport } from '../doctor/make-report.ts';
import type { DOCTOR_OPTIONS } from '../option-tables.ts';
import { listenForSignals } from '../run/signals.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/**
 * Says what a run would find here and what is wrong with it. Writes nothing to
 * the workdir or the home folder: what CLIs write when they are asked for
 * their version goes to a folder that is removed.
 */
export const command: CommandModule<typeof DOCTOR_OPTIONS> = {
  run: async ({ options }, io) => {
    const workdir = realFolder(resolve(io.cwd, options.workdir ?? '.'));
    const say = (text: string): void => {
      io.stderr.write(`${text}\n`);
    };
    using signals = listenForSignals({ graceMs: 0, say });
    const privateFolder = await mkdtemp(join(tmpdir(), 'ol-doctor-'));
    try {
      const report = await makeReport(
        { io, workdir, home: io.env['HOME'] ?? homedir(), privateFolder },
        {
          spec: options.spec,
          probe: options.probe,
          conformance: options.conformance === true,
          say,
          signal: AbortSignal.any([signals.drain, signals.kill]),
        },
      );
      io.stdout.write(
        options.json === true ? toJsonText(report) : doctorText(report),
      );
      const exitCode = report.ok ? EXIT_CODES.complete : EXIT_CODES.halted;
      return signals.exitCode() ?? exitCode;
    } finally {
      await rm(privateFolder, { recursive: true, force: true });
    }
  },
};

function realFolder(path: string): string {
  if (!existsSync(path))
    throw new UserError(`There is no such folder: ${path}`, {
      hint: 'Name the folder of your sources with --workdir, or leave it out where you stand in it.',
    });
  return realpathSync(path);
}
