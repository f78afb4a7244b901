import { WriteStream } from 'node:tty';
import { importForProduction } from '../production.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { LiveReporterOptions, Reporter } from './reporter.ts';
import type { Presentation } from '../settings/settings.ts';

/** The reporter for where the run is shown: events for programs, a live view on a terminal, lines elsewhere. */
export async function createReporter(
  presentation: Presentation,
  options: Omit<LiveReporterOptions, 'terminal'>,
): Promise<Reporter> {
  if (presentation.json) return createJsonReporter(options.io);
  const { stdout } = options.io;
  if (presentation.live && stdout instanceof WriteStream) {
    const { createLiveReporter } = await importForProduction(
      () => import('./live-reporter.ts'),
    );
    return createLiveReporter({ ...options, terminal: stdout });
  }
  return createPlainReporter(options.io, { colour: false });
}
