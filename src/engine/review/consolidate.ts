import { fingerprint } from '../../lib/fingerprint.ts';
import type { EndedAttempt } from '../../model/attempt.ts';
import type {
  FinalReport,
  Finding,
  Severity,
  Verdict,
} from '../../model/finding.ts';
import { SEVERITIES } from '../../model/finding.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { isIndependent, verdictsOf } from '../backends/agents.ts';
import { findSame, isSameFinding } from './match-findings.ts';
import type { Situation } from '../situation.ts';

/** A finding of one round, before it is weighed. */
type Heard = {
  readonly finding: Finding;
  /** It is about lines that did not change since the review before. */
  readonly isOld: boolean;
};

/**
 * All verdicts of the unit's round as one report: duplicates joined, who said
 * what kept, each known finding under its first name. What a later round finds
 * anew in what it had before it already waits for later: the goal stays where
 * it was.
 */
export function consolidate(
  unit: Unit,
  { limits, now }: Pick<Situation, 'limits' | 'now'>,
): FinalReport {
  const verdicts = verdictsOf(unit);
  const earlier = unit.reports.flatMap(({ findings }) => findings);
  const heard = verdicts.flatMap((attempt) => findingsOf(attempt, earlier));
  const findings = join(heard).map((one) => weigh(one, earlier, unit));
  const open = findings.filter(({ deferred }) => deferred === undefined);
  return {
    round: unit.reports.length + 1,
    tree: currentEvidence(unit)?.tree ?? null,
    // A bad verdict has a finding as bad: nothing else has to be asked.
    severity: worst(open.map(({ severity }) => severity)),
    summary: summaryOf(verdicts, findings),
    findings,
    reviewers: verdicts.map(({ backend }) => backend),
    independent_review: verdicts.every(({ backend }) =>
      isIndependent(backend, unit, limits),
    ),
    at: now,
  };
}

/** What one verdict finds, each matter once; nothing is known from before. */
export const findingsIn = (attempt: EndedAttempt): readonly Finding[] =>
  join(findingsOf(attempt, [])).map((heard) => heard.finding);

/** The worst of some severities; `none` where there are none. */
export const worst = (severities: readonly Severity[]): Severity =>
  SEVERITIES.find((severity) => severities.includes(severity)) ?? 'none';

function summaryOf(
  verdicts: readonly EndedAttempt[],
  findings: readonly Finding[],
): string {
  const late = findings.filter(({ deferred }) => deferred !== undefined);
  const lines = verdicts.map(({ verdict }) => verdict?.summary ?? '');
  const note =
    late.length === 1
      ? '1 finding is new, on lines that did not change since the last review, and is kept for later.'
      : `${late.length} findings are new, on lines that did not change since the last review, and are kept for later.`;
  return [...lines, ...(late.length === 0 ? [] : [note])].join('\n');
}

/**
 * From the second round on a new finding that is not critical has to be about
 * what changed. One that was open before stays open.
 */
function weigh(
  { finding, isOld }: Heard,
  earlier: readonly Finding[],
  { reports }: Unit,
): Finding {
  const wasOpen = earlier.some(
    (known) =>
      known.fingerprint === finding.fingerprint &&
      known.severity !== 'minor' &&
      known.deferred === undefined,
  );
  return finding.severity === 'major' && isOld && !wasOpen
    ? {
        ...finding,
        deferred: `said first in round ${reports.length + 1}, about lines that did not change since round ${reports.length}`,
      }
    : finding;
}

/** A verdict that is bad without an issue to point at still says what is wrong. */
function findingsOf(
  attempt: EndedAttempt,
  earlier: readonly Finding[],
): Heard[] {
  const { verdict, unchanged_issues: old = [] } = attempt;
  if (verdict === null) return [];
  const listed = (verdict.issues ?? []).flatMap((issue, place) => {
    const { severity } = issue;
    return severity === 'none'
      ? []
      : [
          {
            finding: finding({ ...issue, severity }, { attempt, earlier }),
            isOld: old.includes(place),
          },
        ];
  });
  const covers = listed.some(
    ({ finding: { severity } }) =>
      worst([severity, verdict.severity]) === severity,
  );
  if (verdict.severity === 'none' || covers) return listed;
  const whole = asIssue(verdict, verdict.severity);
  return [
    ...listed,
    { finding: finding(whole, { attempt, earlier }), isOld: false },
  ];
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

/** A reviewer may name the finding it speaks of: `[1a2b3c4d5e6f7a8b] Still …`. */
const NAMED = /^\s*\[([0-9a-f]{16})\]\s*/u;

/** A known matter keeps its first name, whatever its words are now. */
function finding(
  raw: RawFinding,
  about: {
    readonly attempt: EndedAttempt;
    readonly earlier: readonly Finding[];
  },
): Finding {
  const { attempt, earlier } = about;
  const named = NAMED.exec(raw.description)?.[1];
  const description = raw.description.replace(NAMED, '') || raw.description;
  const file = raw.file ?? null;
  const line = raw.line ?? null;
  const said: Finding = {
    fingerprint: fingerprint([file ?? '', description]),
    severity: raw.severity,
    description,
    file,
    line,
    source: 'review',
    said_by: [attempt.attempt_id],
  };
  const known =
    earlier.find(({ fingerprint: name }) => name === named) ??
    findSame(said, earlier);
  return known === undefined
    ? said
    : { ...said, fingerprint: known.fingerprint };
}

/** One matter, one finding: the worst severity, everyone who said it, in their words. */
function join(heard: readonly Heard[]): readonly Heard[] {
  const joined: Heard[] = [];
  for (const next of heard) {
    const place = joined.findIndex(({ finding: known }) =>
      isSameFinding(known, next.finding),
    );
    const known = joined[place];
    if (known === undefined) joined.push(next);
    else joined[place] = both(known, next);
  }
  return joined;
}

function both(a: Heard, b: Heard): Heard {
  const [first, second] = [a.finding, b.finding];
  const isOneText = first.description.includes(second.description);
  return {
    // Somebody saw it in what changed.
    isOld: a.isOld && b.isOld,
    finding: {
      ...first,
      severity:
        worst([first.severity, second.severity]) === second.severity
          ? second.severity
          : first.severity,
      description: isOneText
        ? first.description
        : `${first.description}\n\nIn other words: ${second.description}`,
      file: first.file ?? second.file,
      line: first.file === null ? second.line : (first.line ?? second.line),
      said_by: [...new Set([...first.said_by, ...second.said_by])],
    },
  };
}
