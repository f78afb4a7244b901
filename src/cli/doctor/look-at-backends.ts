import { statSync } from 'node:fs';
import {
  inspectAgents,
  type AgentInspection,
} from '../../adapters/agents/inspect-agents.ts';
import { backendNames, settleBackend } from '../../adapters/agents/backends.ts';
import type { Settings } from '../../adapters/config/settings.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import { agentEnvironment } from '../../adapters/process/environment.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import type { Limits } from '../../engine/limits.ts';
import { cliOf } from '../../model/backend.ts';
import type { RoleName } from '../../model/config.ts';
import { UserError } from '../../model/user-error.ts';
import type {
  DoctorBackend,
  DoctorNote,
} from '../../report/doctor/doctor-data.ts';
import { chooseBackends, type WantedBackends } from '../settings/backends.ts';
import { backendNotes } from './backend-notes.ts';
import { refuseNames } from '../run/refuse-agents.ts';
import { noteOf, refusalsOf, type AgentLook, type Looked } from './look.ts';

/** The backends, and what each kind of work gets of them. */
export type FoundBackends = {
  readonly backends: readonly DoctorBackend[];
  readonly roles: Limits['roles'];
};

/** Every backend that is there or asked for, and whether the needed ones can work. */
export async function lookAtBackends(
  look: AgentLook,
  settings: Settings,
  needed: readonly RoleName[],
): Promise<Looked<FoundBackends>> {
  const names = namesOf(settings);
  const agents = await inspect(names, { look, settings });
  const { roles, missing } = await choose(agents, { settings, needed });
  const uses = usesOf(roles, { needed, agents, settings });
  const backends = agents.map((agent) =>
    factsOf(agent, uses.get(agent.name) ?? []),
  );
  const notes = backendNotes(agents, {
    ...{ uses, roles },
    nameOf: (entry) => nameOf(entry, settings),
  });
  const { agents: configs, roles: wanted } = settings;
  const unknown = refusalsOf('backends', () => {
    refuseNames({ flags: flagsOf(settings), roles: wanted, agents: configs });
  });
  return {
    found: { backends, roles },
    problems: [...unknown, ...missing, ...notes.problems],
    warnings: notes.warnings,
  };
}

/** The known ones, and whatever else the settings name. */
function namesOf(settings: Settings): readonly string[] {
  const { codeBackend, uiBackend, reviewBackend, assignBackend } = settings;
  const named = [
    ...[codeBackend, uiBackend, reviewBackend, assignBackend],
    ...Object.values(settings.roles).flat(),
  ];
  return [
    ...new Set([
      ...backendNames(settings.agents),
      ...named.flatMap((name) => (name === null ? [] : [cliOf(name)])),
    ]),
  ];
}

const inspect = (
  names: readonly string[],
  { look, settings }: { look: AgentLook; settings: Settings },
): Promise<readonly AgentInspection[]> =>
  inspectAgents(names, {
    processes: createAgentProcesses(look.edge),
    config: settings.agents,
    runProcess,
    privateFolder: look.privateFolder,
    environmentOf: (backend) =>
      agentEnvironment(look.io.env, {
        own_keys:
          settleBackend(backend, settings.agents)?.backend.own_keys ?? [],
        set: settings.agents[backend]?.env ?? {},
        pass: settings.envPass,
        mark: '',
        temporaryFolder: look.privateFolder,
        portBase: 0,
      }),
    userEnv: look.io.env,
    home: look.home,
    platform: process.platform,
    isFile: (path) =>
      statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  });

type Chosen = {
  readonly roles: Limits['roles'];
  readonly missing: readonly DoctorNote[];
};

/** The same choice a start makes; every role it refuses is told, not only the first. */
async function choose(
  agents: readonly AgentInspection[],
  about: { readonly settings: Settings; readonly needed: readonly RoleName[] },
): Promise<Chosen> {
  const { settings, needed } = about;
  const agentOf = (entry: string): AgentInspection | undefined =>
    agents.find(({ name }) => name === nameOf(entry, settings));
  const finder = {
    find: async (name: string) => agentOf(name)?.path ?? null,
    installHint: async (name: string) =>
      agentOf(name)?.install_hint ?? `There is no backend ${name}`,
  };
  const wanted = (roles: readonly RoleName[]): WantedBackends => ({
    flags: flagsOf(settings),
    config: settings.roles,
    needed: roles,
  });
  const missing: DoctorNote[] = [];
  for (const role of needed) {
    try {
      await chooseBackends(wanted([role]), finder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      missing.push(noteOf('backends', error));
    }
  }
  return { roles: await chooseBackends(wanted([]), finder), missing };
}

const flagsOf = (settings: Settings): WantedBackends['flags'] => ({
  code: settings.codeBackend,
  ui: settings.uiBackend,
  review: settings.reviewBackend,
  assign: settings.assignBackend,
  integrate: null,
  orchestrate: null,
});

/** The CLI of an entry of a role by its own name, whatever people call it. */
const nameOf = (entry: string, { agents }: Settings): string =>
  settleBackend(entry, agents)?.backend.name ?? cliOf(entry);

/** Which backend each needed role starts with; a reviewer is another's than the author. */
function usesOf(
  roles: Limits['roles'],
  about: {
    readonly needed: readonly RoleName[];
    readonly agents: readonly AgentInspection[];
    readonly settings: Settings;
  },
): ReadonlyMap<string, readonly RoleName[]> {
  const ownName = (entry: string): string => nameOf(entry, about.settings);
  const vendorOf = (entry: string): string | undefined =>
    about.agents.find(({ name }) => name === ownName(entry))?.vendor;
  const author = vendorOf(roles.code[0] ?? '');
  const uses = new Map<string, readonly RoleName[]>();
  for (const role of about.needed) {
    const others =
      role === 'review'
        ? roles.review.filter((entry) => vendorOf(entry) !== author)
        : [];
    const first = others[0] ?? roles[role][0];
    if (first === undefined) continue;
    const name = ownName(first);
    uses.set(name, [...(uses.get(name) ?? []), role]);
  }
  return uses;
}

/** What the report says of a backend: facts, not the hints of notes. */
const factsOf = (
  agent: AgentInspection,
  neededFor: readonly RoleName[],
): DoctorBackend => {
  const { name, vendor, command, path, version, known_good, fit } = agent;
  const { login, sandbox, can_resume, has_schema, permissions } = agent;
  return {
    ...{ name, vendor, command, path, needed_for: neededFor },
    ...{ version, known_good, fit, login },
    ...{ sandbox, can_resume, has_schema, permissions },
  };
};
