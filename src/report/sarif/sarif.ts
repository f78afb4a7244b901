import { utf8Length } from '../../lib/utf8-length.ts';
import type { Log, Result } from 'sarif';
import { count } from '../../view/format.ts';
import type { ReportData } from '../report-data.ts';
import { reportedFindings } from './findings.ts';
import { sarifResult, sarifRules } from './result.ts';
import type { SarifPlaces } from './place.ts';
import { toJsonLine } from '../lines/ndjson.ts';

/** What the findings alone do not know. */
export type SarifOptions = SarifPlaces & {
  /** Of this program. */
  readonly version: string;
  readonly limits?: SarifLimits;
};

/** What a service takes. */
export type SarifLimits = {
  readonly results: number;
  readonly bytes: number;
};

/**
 * GitHub refuses a file of more than 10 MB (gzipped; taken here as it is), of
 * more than 25,000 results or rules, or with more than 20 tags a rule, and
 * shows 5,000 results:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const GITHUB: SarifLimits = { results: 25_000, bytes: 9_500_000 };

/** A form of the report, with what a person should know about it. */
export type SarifReport = {
  readonly text: string;
  readonly notes: readonly string[];
};

/**
 * What reviews, checks and merges found, as SARIF 2.1.0: what is open, and as
 * suppressed what waits for later or was accepted. What was fixed is not in it:
 * GitHub takes a suppressed result for an open one
 * (https://github.com/github/codeql-action/issues/1230), and closes an alert
 * whose result is gone.
 */
export function sarifReport(
  data: ReportData,
  options: SarifOptions,
): SarifReport {
  const limits = options.limits ?? GITHUB;
  const all = reportedFindings(data.state).map((finding) =>
    sarifResult(finding, options),
  );
  const kept = fitting(all, limits);
  const left = all.length - kept.length;
  const notes =
    left === 0
      ? []
      : [
          `${count(left, 'finding')} of ${all.length} left out, the least severe: code scanning takes ${limits.results} results in ${limits.bytes} bytes.`,
        ];
  return {
    text: `${toJsonLine(log(data, { options, kept, notes }))}\n`,
    notes,
  };
}

/** Room for everything in the file that is not a result. */
const AROUND_BYTES = 20_000;

/** As many as a service takes; they come with the worst first. */
function fitting(
  results: readonly Result[],
  limits: SarifLimits,
): readonly Result[] {
  let room = limits.bytes - AROUND_BYTES;
  const end = results.findIndex((result, place) => {
    room -= utf8Length(toJsonLine(result)) + 1;
    return room < 0 || place >= limits.results;
  });
  return end === -1 ? results : results.slice(0, end);
}

function log(
  { state, summary }: ReportData,
  {
    options,
    kept,
    notes,
  }: {
    readonly options: SarifOptions;
    readonly kept: readonly Result[];
    readonly notes: readonly string[];
  },
): Log {
  const { run, started_at, updated_at, finished } = state;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'orchestration-loop',
            semanticVersion: options.version,
            rules: [...sarifRules()],
          },
        },
        // Tells the alerts of one spec from those of another.
        automationDetails: {
          id: `orchestration-loop/${run?.spec_path ?? ''}/`,
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: summary.is_complete,
            ...(started_at === null ? {} : { startTimeUtc: started_at }),
            ...(updated_at === null ? {} : { endTimeUtc: updated_at }),
            ...(finished === null ? {} : { exitCode: finished.exit_code }),
            toolExecutionNotifications: notes.map((text) => ({
              level: 'warning',
              message: { text },
            })),
          },
        ],
        results: [...kept],
      },
    ],
  };
}
