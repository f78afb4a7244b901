import { fenced } from '../lib/fenced.ts';
import { isWritingRole } from '../model/assignment.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { Finding } from '../model/finding.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { Unit, UnitTask } from '../model/unit.ts';
import { designExcerpt } from '../spec/design-sections.ts';
import { readRequirements, requirementText } from '../spec/requirements.ts';

/** A value that has nothing to say. */
export const NONE = 'None.';

/** The block that names the unit: part of the contract with agents and those who fake them. */
export function unitBlock(unit: Unit, specPath: string): string {
  const { plan } = unit;
  const open = openSubtasks(unit);
  const block = {
    dispatch_unit_id: plan.task_id,
    description: [plan.description, ...plan.details].join('\n'),
    subtasks: open.map((task) => ({
      task_id: task.task_id,
      title: task.is_optional
        ? `${task.description} (optional)`
        : task.description,
      details: task.details.join('\n'),
    })),
    spec_path: specPath,
  };
  return fenced(JSON.stringify(block, null, 2), 'json');
}

/** Whether an attempt stopped at a subtask: the next one begins there. */
const hasStopped = ({ plan, subtask_results }: Unit): boolean =>
  plan.subtasks.some(({ task_id }) => subtask_results[task_id] === 'blocked');

/** Subtasks to do: after an attempt that stopped at one, those it had finished are not. */
function openSubtasks(unit: Unit): readonly UnitTask[] {
  const { plan, subtask_results } = unit;
  const open = plan.subtasks.filter(({ is_done }) => !is_done);
  if (!hasStopped(unit)) return open;
  return open.filter(({ task_id }) => subtask_results[task_id] !== 'completed');
}

/** Which subtasks are done, and where to begin, after an attempt that stopped at one. */
export function progressText(unit: Unit): string {
  if (!hasStopped(unit)) return NONE;
  const open = openSubtasks(unit);
  const isOpen = new Set(open.map(({ task_id }) => task_id));
  const done = unit.plan.subtasks.filter(({ task_id }) => !isOpen.has(task_id));
  const at = open.find(
    ({ task_id }) => unit.subtask_results[task_id] === 'blocked',
  );
  const first = open[0]?.task_id === at?.task_id ? at : open[0];
  return [
    done.length === 0
      ? 'No subtask is done yet.'
      : `Done already, and to be kept: ${fencedPaths(done.map(({ task_id }) => task_id))}.`,
    `The last attempt stopped at ${fencedPaths(at === undefined ? [] : [at.task_id])}. Begin at ${fencedPaths(first === undefined ? [] : [first.task_id])} and do all that the unit still lists.`,
  ].join('\n');
}

/** Declared manifests bind, inferred ones advise: the agent is told which. */
export function boundaryText({ plan }: Unit): string {
  const { writes, reads } = plan.assignment;
  const list = (paths: readonly string[]): string =>
    paths.length === 0 ? 'nothing named' : fencedPaths(paths);
  switch (plan.manifest) {
    case 'declared':
      return `You may write only: ${list(writes)}\nYou read: ${list(reads)}\nOther agents work on everything else right now.`;
    case 'inferred':
      return `You will probably write: ${list(writes)}\nYou will probably read: ${list(reads)}\nStay as close to that as the task allows: other agents work beside you.`;
    case 'none':
      return 'No files are named. Change only what the task needs.';
  }
}

const fencedPaths = (paths: readonly string[]): string =>
  paths.map((path) => `\`${path.replaceAll(/[\r\n`]/gu, ' ')}\``).join(', ');

/** The text of each requirement the unit names, quoted whole. */
export function requirementsText({ plan }: Unit, files: SpecFiles): string {
  if (plan.requirements.length === 0) return NONE;
  const index = readRequirements(files);
  return plan.requirements
    .map((token) => {
      const text = requirementText(index, token);
      return text === null
        ? `- ${JSON.stringify(token)}: not found in the spec`
        : fenced(`${token}\n${text}`, 'text');
    })
    .join('\n\n');
}

/** The sections of design.md that name the unit's files, parts or requirements. */
export function designText({ plan }: Unit, files: SpecFiles): string {
  if (files.design === null) return NONE;
  const words = [
    ...plan.assignment.writes,
    ...plan.assignment.reads,
    ...plan.files,
    ...plan.requirements,
  ];
  const excerpt = designExcerpt(files.design, words);
  return excerpt === '' ? NONE : fenced(excerpt, 'markdown');
}

/** How findings are listed. */
type FindingList = {
  /** Code around each, by fingerprint. */
  readonly code?: ReadonlyMap<string, string>;
  /** With their names, by which a reviewer can speak of them. */
  readonly isNamed?: boolean;
};

/** Findings as a list, the worst first, each with its place. */
export function findingsText(
  findings: readonly Finding[],
  { code = new Map(), isNamed = false }: FindingList = {},
): string {
  if (findings.length === 0) return NONE;
  return findings
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ fingerprint, severity, description, file, line, deferred }, at) => {
      const where =
        file === null ? '' : ` in ${file}${line === null ? '' : `:${line}`}`;
      const around = code.get(fingerprint);
      const title = [
        `${at + 1}. `,
        isNamed ? `[${fingerprint}] ` : '',
        severity,
        where.replaceAll(/[\r\n`]/gu, ' '),
        deferred === undefined ? '' : ' (kept for later)',
      ].join('');
      return [
        title,
        fenced(description, 'text'),
        ...(around === undefined ? [] : ['The code there now:', around]),
      ].join('\n\n');
    })
    .join('\n\n');
}

const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);

/** What earlier rounds of reviews found. */
export function roundsText(unit: Unit, list: FindingList = {}): string {
  if (unit.reports.length === 0) return NONE;
  return unit.reports
    .map(
      ({ round, severity, findings }) =>
        `Round ${round}: ${severity}\n\n${findingsText(findings, list)}`,
    )
    .join('\n\n');
}

/** What was tried and found so far, for an author who was not there. */
export function historyText(unit: Unit): string {
  const said = unit.attempts.flatMap((attempt) =>
    attempt.status === 'ended' &&
    isWritingRole(attempt.role) &&
    attempt.report !== null
      ? [
          `${attempt.role} ${attempt.n} (${attempt.backend}) says of itself:\n\n${fenced(attempt.report.summary, 'text')}`,
        ]
      : [],
  );
  const parts = unit.reports.length === 0 ? said : [...said, roundsText(unit)];
  return parts.length === 0 ? NONE : parts.join('\n\n');
}
