import { isAbsolute, join } from 'node:path';
import { runProcess } from '../../adapters/process/run-process.ts';
import { pathInWorkdir } from '../../adapters/store/layout.ts';
import { readPrefix } from '../../adapters/workspace/read-diffs.ts';
import { htmlReport } from '../../report/html/html-report.ts';
import { junitReport } from '../../report/junit/junit.ts';
import { markdownReport } from '../../report/markdown/markdown-report.ts';
import type { ReportData } from '../../report/report-data.ts';
import { sarifReport } from '../../report/sarif/sarif.ts';
import type { ReportOptions } from '../option-tables.ts';
import { VERSION } from '../version.ts';
import { gatherDiffs } from './gather.ts';
import type { Told } from './gather.ts';

/** A form that the report can be asked for in, by the name of its flag. */
export type FormName = Extract<
  keyof ReportOptions,
  'html' | 'junit' | 'sarif' | 'md'
>;

type Form = (data: ReportData, told: Told) => Promise<string> | string;

/** How each form is made; a warning goes to stderr at once. */
export const FORMS: Readonly<Partial<Record<FormName, Form>>> = {
  html: async (data, told) =>
    htmlReport({ ...data, diffs: await gatherDiffs(told) }),
  junit: junitReport,
  sarif: async (data, { place: { layout, specFolder }, io }) => {
    const { workdir } = layout;
    const tasksFile = pathInWorkdir(
      workdir,
      join(layout.specFolder, specFolder.location.tasksFile),
    );
    const { text, notes } = sarifReport(data, {
      version: VERSION,
      prefix: await readPrefix({ workdir, env: io.env, execGit: runProcess }),
      tasksFile: isAbsolute(tasksFile) ? null : tasksFile,
    });
    for (const note of notes) io.stderr.write(`warning: ${note}\n`);
    return text;
  },
  md: (data) => markdownReport(data),
};
