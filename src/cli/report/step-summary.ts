import { appendFile, stat } from 'node:fs/promises';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import type { State } from '../../model/state.ts';
import { markdownReport } from '../../report/markdown/markdown-report.ts';
import { summaryOf } from '../run/tell-end.ts';
import type { About } from '../run/tell-end.ts';

/**
 * What a step may show, in bytes, with what is there already: beyond it GitHub
 * drops all of it (`supports content up to a size of 1024k`).
 */
const LIMIT = 1024 * 1024;

/**
 * Tells a job's page how the run ended, where GitHub Actions asks for it
 * (`$GITHUB_STEP_SUMMARY`). A page that cannot be written is a warning: it says
 * nothing about the run.
 */
export async function tellStepSummary(
  state: State,
  about: About,
): Promise<void> {
  const { io, place } = about;
  const file = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  try {
    const { events } = readJournal(place.layout.journal);
    const summary = summaryOf(state, { ...about, events });
    const now = systemClock.now();
    const there = await sizeOf(file);
    const text = markdownReport(
      { ...{ state, events, summary, now }, diffs: new Map() },
      LIMIT - there - 2,
    );
    if (text === '') throw new Error(`${there} bytes are there already`);
    await appendFile(file, there === 0 ? text : `\n${text}`);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    io.stderr.write(`warning: the step summary was not written: ${said}\n`);
  }
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
