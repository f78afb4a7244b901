import { slug } from '../../lib/slug.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Finding } from '../../model/finding.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';

/**
 * What a person needs to answer a question about a unit: what happened, what
 * was tried, what is open, where the logs and the work are.
 */
export function contextOf(unit: Unit, ...headlines: readonly string[]): string {
  return [
    ...headlines,
    ...titled('Tried:', unit.attempts.map(describeAttempt)),
    ...titled('Open findings:', unit.open_findings.map(describeFinding)),
    ...titled('Changed by this unit and by integrated work:', unit.conflicts),
    ...whereabouts(unit),
  ].join('\n');
}

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `- ${line}`)];

/** One attempt in a line: who, in which role, how it ended. */
function describeAttempt(attempt: Attempt): string {
  const name = `${attempt.attempt_id} (${attempt.backend})`;
  if (attempt.status === 'running') return `${name}: running`;
  const { outcome } = attempt;
  if (outcome.type === 'failed') {
    return `${name}: ${outcome.failure.type}: ${outcome.failure.message}`;
  }
  const verdict = attempt.verdict;
  const said =
    verdict === null
      ? attempt.report?.summary
      : `${verdict.severity}: ${verdict.summary}`;
  return said === undefined || said === ''
    ? `${name}: ${outcome.type}`
    : `${name}: ${outcome.type}: ${said}`;
}

/** A finding in a line: how bad, where, what. */
function describeFinding({
  severity,
  file,
  line,
  description,
}: Finding): string {
  const place =
    file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return `${severity}: ${place}${description}`;
}

/** Folders of the logs below the run's own, and the ref that holds the work. */
function whereabouts(unit: Unit): string[] {
  const last = unit.attempts.at(-1);
  const ref = currentEvidence(unit)?.ref ?? null;
  return [
    ...(last === undefined ? [] : [`Logs: ${logsOf(last)}`]),
    ...(ref === null ? [] : [`Work: git show ${ref}`]),
  ];
}

/** Where an attempt's prompt, streams and result are, relative to the run's folder. */
const logsOf = ({ task_id, role, n }: Attempt): string =>
  `attempts/${slug(task_id)}-${role}-${n}`;
