import type { AgentInspection } from '../../adapters/agents/inspect-agents.ts';
import type { Limits } from '../../engine/limits.ts';
import type { RoleName } from '../../model/config.ts';
import type { DoctorNote } from '../../report/doctor/doctor-data.ts';

type Notes = {
  readonly problems: readonly DoctorNote[];
  readonly warnings: readonly DoctorNote[];
};

type About = {
  /** Kinds of work that each backend is the first for. */
  readonly uses: ReadonlyMap<string, readonly RoleName[]>;
  readonly roles: Limits['roles'];
  /** The CLI of an entry of a role. */
  readonly nameOf: (entry: string) => string;
};

/** What is wrong with the backends: a problem where work depends on it. */
export function backendNotes(
  agents: readonly AgentInspection[],
  about: About,
): Notes {
  const problems: DoctorNote[] = [];
  const warnings: DoctorNote[] = [];
  for (const agent of agents.filter(({ path }) => path !== null)) {
    const work = about.uses.get(agent.name) ?? [];
    const serious = seriousNotes(agent, work.join(', '));
    if (isNeeded(agent, { work, agents, about })) problems.push(...serious);
    else if (work.length > 0 || agent.is_broken) warnings.push(...serious);
    if (work.length > 0) warnings.push(...lightNotes(agent));
  }
  return { problems, warnings: [...warnings, ...reviewNotes(agents, about)] };
}

/** Any reviewer will do; other work starts with the first of its list. */
function isNeeded(
  agent: AgentInspection,
  { work, agents, about }: Use,
): boolean {
  if (work.some((role) => role !== 'review')) return true;
  const others = about.roles.review.flatMap((entry) =>
    agents.filter(({ name }) => name === about.nameOf(entry)),
  );
  return (
    work.includes('review') &&
    !others.some(
      (other) => other !== agent && seriousNotes(other, '').length === 0,
    )
  );
}

type Use = {
  readonly work: readonly RoleName[];
  readonly agents: readonly AgentInspection[];
  readonly about: About;
};

/** What keeps it from working. */
function seriousNotes(
  agent: AgentInspection,
  work: string,
): readonly DoctorNote[] {
  const { name, version, known_good: known, path } = agent;
  const use = work === '' ? '' : ` (${work})`;
  return [
    ...(agent.is_broken
      ? [
          note({
            what: `${name}${use} cannot be started`,
            why: `${path ?? ''} --version: ${agent.version_problem ?? ''}`,
            todo: `Install it again: ${agent.install_hint}`,
          }),
        ]
      : []),
    ...(agent.fit === 'older' && version !== null && known !== null
      ? [
          note({
            what: `${name} ${version}${use} is too old`,
            why: `${known.from} is the oldest version known to work`,
            todo: `To update it: ${agent.install_hint}`,
          }),
        ]
      : []),
    ...(agent.login.status === 'absent'
      ? [
          note({
            what: `${name}${use} has no login and no key`,
            why: 'its first attempt would fail',
            todo: `To log in: ${agent.login_hint}`,
          }),
        ]
      : []),
  ];
}

/** What may be fine all the same. */
function lightNotes(agent: AgentInspection): readonly DoctorNote[] {
  const { name, version, known_good: known, version_problem: problem } = agent;
  return [
    ...(agent.fit === 'newer' && version !== null && known !== null
      ? [
          note({
            what: `${name} ${version} is newer than what is known`,
            why: `it was measured from ${known.from} on, below ${known.below}`,
            todo: `Try it: orchestration-loop doctor --probe ${name}`,
          }),
        ]
      : []),
    ...(problem === null || agent.is_broken
      ? []
      : [
          note({
            what: `${name} does not say its version`,
            why: problem,
            todo: `Try it: orchestration-loop doctor --probe ${name}`,
          }),
        ]),
  ];
}

/** A reviewer of the author's own vendor shares its blind spots. */
function reviewNotes(
  agents: readonly AgentInspection[],
  { roles, nameOf }: About,
): readonly DoctorNote[] {
  const { code, review } = roles;
  const vendorOf = (entry: string): string | undefined =>
    agents.find(({ name }) => name === nameOf(entry))?.vendor;
  const [author] = code;
  if (author === undefined || review.length === 0) return [];
  const isIndependent = review.some(
    (entry) => vendorOf(entry) !== vendorOf(author),
  );
  return isIndependent
    ? []
    : [
        note({
          what: 'Nobody else than the author reviews',
          why: `every reviewer that is there is of the same vendor as ${author}`,
          todo: 'Install another CLI, or name one in roles.review.',
        }),
      ];
}

const note = (text: Omit<DoctorNote, 'area'>): DoctorNote => ({
  area: 'backends',
  ...text,
});
