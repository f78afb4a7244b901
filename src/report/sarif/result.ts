import type { ReportingDescriptor, Result } from 'sarif';
import type { Finding, FindingSource } from '../../model/finding.ts';
import { cleanText } from '../../view/terminal-text.ts';
import type { ReportedFinding } from './findings.ts';
import { sarifLocations } from './place.ts';
import type { SarifPlaces } from './place.ts';

const LEVELS: Readonly<Record<Finding['severity'], Result.level>> = {
  critical: 'error',
  major: 'warning',
  minor: 'note',
};

/** Who found it is the rule: the same matter keeps it over runs. */
const RULES: Readonly<
  Record<FindingSource, { readonly name: string; readonly text: string }>
> = {
  review: {
    name: 'ReviewFinding',
    text: 'A reviewer found this in the work of an agent.',
  },
  check: { name: 'FailedCheck', text: 'A check of the project failed.' },
  merge: {
    name: 'MergeConflict',
    text: 'The work conflicts with what is integrated.',
  },
  manifest: {
    name: 'ManifestViolation',
    text: 'An agent wrote beside the files of its unit.',
  },
  agent: {
    name: 'AgentReport',
    text: 'An agent says that it could not do its task.',
  },
};

const SOURCES = Object.keys(RULES) as FindingSource[];

const ruleId = (source: FindingSource): string => `orchestration/${source}`;

/** One rule a source, in a fixed order: `ruleIndex` counts in it. */
export const sarifRules = (): readonly ReportingDescriptor[] =>
  SOURCES.map((source) => {
    const { name, text } = RULES[source];
    return {
      id: ruleId(source),
      name,
      shortDescription: { text },
      fullDescription: { text },
      help: {
        text: `${text} The run's report and the logs of its attempts say more.`,
      },
      defaultConfiguration: { level: 'warning' },
      properties: { tags: ['orchestration-loop', source] },
    };
  });

/** Longest message, in characters. */
const LONGEST_MESSAGE = 4000;

/** A finding as a result. */
export function sarifResult(
  reported: ReportedFinding,
  places: SarifPlaces,
): Result {
  const { finding, task_id, suppressed } = reported;
  return {
    ruleId: ruleId(finding.source),
    ruleIndex: SOURCES.indexOf(finding.source),
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding.description) },
    locations: [...sarifLocations(reported, places)],
    partialFingerprints: {
      // The one that GitHub looks at; without it, it would make one of the line.
      primaryLocationLineHash: `${finding.fingerprint}:1`,
      'orchestrationFinding/v1': finding.fingerprint,
    },
    ...(suppressed === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: messageOf(suppressed),
            },
          ],
        }),
    properties: {
      unit: task_id,
      severity: finding.severity,
      said_by: [...finding.said_by],
    },
  };
}

/** In a message `[text](target)` is a link: no agent's words become one. */
function messageOf(text: string): string {
  const clean = cleanText(text).trim().replaceAll('](', '] (');
  const cut =
    clean.length > LONGEST_MESSAGE
      ? `${clean.slice(0, LONGEST_MESSAGE - 1).replace(/[\ud800-\udbff]$/, '')}…`
      : clean;
  return cut === '' ? 'It was not said what.' : cut;
}
