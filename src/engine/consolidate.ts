import { fingerprint } from '../lib/fingerprint.ts';
import type { EndedAttempt } from '../model/attempt.ts';
import type {
  FinalReport,
  Finding,
  Severity,
  Verdict,
} from '../model/finding.ts';
import { SEVERITIES } from '../model/finding.ts';
import { currentEvidence, lastWork } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { verdictsOf } from './agents.ts';

/** All verdicts of the unit's round as one report: duplicates joined, who said what kept. */
export function consolidate(unit: Unit, now: string): FinalReport {
  const verdicts = verdictsOf(unit);
  const findings = join(verdicts.flatMap(findingsOf));
  const author = lastWork(unit)?.backend;
  return {
    round: unit.reports.length + 1,
    tree: currentEvidence(unit)?.tree ?? null,
    severity: worst([
      ...findings.map(({ severity }) => severity),
      ...verdicts.map(({ verdict }) => verdict?.severity ?? 'none'),
    ]),
    summary: verdicts.map(({ verdict }) => verdict?.summary ?? '').join('\n'),
    findings,
    reviewers: verdicts.map(({ backend }) => backend),
    independent_review: verdicts.every(({ backend }) => backend !== author),
    at: now,
  };
}

/** The worst of some severities; `none` where there are none. */
export const worst = (severities: readonly Severity[]): Severity =>
  SEVERITIES.find((severity) => severities.includes(severity)) ?? 'none';

/** A verdict that is bad without an issue to point at still says what is wrong. */
function findingsOf(attempt: EndedAttempt): Finding[] {
  const { verdict } = attempt;
  if (verdict === null) return [];
  const issues = verdict.issues ?? [];
  const listed = issues.flatMap((issue) =>
    issue.severity === 'none'
      ? []
      : [finding({ ...issue, severity: issue.severity }, attempt)],
  );
  const covers = listed.some(
    ({ severity }) => worst([severity, verdict.severity]) === severity,
  );
  if (verdict.severity === 'none' || covers) return listed;
  return [...listed, finding(asIssue(verdict, verdict.severity), attempt)];
}

const asIssue = (
  verdict: Verdict,
  severity: Finding['severity'],
): RawFinding => ({
  severity,
  description: [verdict.summary, verdict.details ?? ''].join('\n').trim(),
});

type RawFinding = {
  readonly severity: Finding['severity'];
  readonly description: string;
  readonly file?: string | null;
  readonly line?: number | null;
};

function finding(raw: RawFinding, attempt: EndedAttempt): Finding {
  const file = raw.file ?? null;
  return {
    fingerprint: fingerprint([file ?? '', raw.description]),
    severity: raw.severity,
    description: raw.description,
    file,
    line: raw.line ?? null,
    source: 'review',
    said_by: [attempt.attempt_id],
  };
}

/** Same fingerprint, one finding: the worst severity, everyone who said it. */
function join(findings: readonly Finding[]): Finding[] {
  const joined = new Map<string, Finding>();
  for (const next of findings) {
    const known = joined.get(next.fingerprint);
    joined.set(
      next.fingerprint,
      known === undefined
        ? next
        : {
            ...known,
            severity:
              worst([known.severity, next.severity]) === next.severity
                ? next.severity
                : known.severity,
            said_by: [...new Set([...known.said_by, ...next.said_by])],
          },
    );
  }
  return [...joined.values()];
}
