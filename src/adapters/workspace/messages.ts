const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const LONGEST_TITLE = 72;

/** Marks of the runner's commits; `git log` and a later start read them. */
export const TRAILERS = {
  spec: 'Orchestration-Spec',
  unit: 'Orchestration-Unit',
  attempt: 'Orchestration-Attempt',
  requirement: 'Orchestration-Requirement',
  /** The commit that this one takes back. */
  reverts: 'Orchestration-Reverts',
} as const;

/** What a unit's one commit says of itself. */
export type UnitCommit = {
  readonly spec: string;
  readonly unit: string;
  readonly attempt: string;
  readonly title: string;
  readonly requirements: readonly string[];
};

/** Proof that a unit's attempt is integrated, as text to compare. */
export const proofOf = (unit: string, attempt: string): string =>
  `${oneLine(unit)}\n${oneLine(attempt)}`;

/** Message of a unit's commit: title, then trailers one a line. */
export const unitMessage = (commit: UnitCommit): string => {
  const title = oneLine(commit.title) || `Unit ${oneLine(commit.unit)}`;
  const subject =
    title.length > LONGEST_TITLE
      ? `${title.slice(0, LONGEST_TITLE - 1)}…`
      : title;
  const trailers = [
    [TRAILERS.spec, commit.spec],
    [TRAILERS.unit, commit.unit],
    [TRAILERS.attempt, commit.attempt],
    ...commit.requirements.map((id) => [TRAILERS.requirement, id] as const),
  ] as const;
  const lines = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`);
  const body = subject === title ? '' : `${title}\n\n`;
  return `${subject}\n\n${body}${lines.join('\n')}\n`;
};

/** Message of a commit that takes a unit's back; it proves no integration. */
export const revertMessage = (revert: {
  readonly spec: string;
  readonly task_id: string;
  readonly commit: string;
}): string =>
  `Revert unit ${oneLine(revert.task_id)}

This reverts commit ${revert.commit}.

${TRAILERS.spec}: ${oneLine(revert.spec)}
${TRAILERS.reverts}: ${revert.commit}
`;
