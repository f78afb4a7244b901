import {
  backendNames,
  settleBackend,
  type AgentConfigs,
} from '../../adapters/agents/backends.ts';
import {
  plainSettings,
  type Settings,
} from '../../adapters/config/settings.ts';
import { createEdge } from '../../adapters/process/edge.ts';
import type { RoleName } from '../../model/config.ts';
import { usageError } from '../../model/user-error.ts';
import type {
  DoctorNote,
  DoctorReport,
} from '../../report/doctor/doctor-data.ts';
import { VERSION } from '../version.ts';
import { lookAtConformance } from './conformance.ts';
import type { AgentLook, LookContext, Looked } from './look.ts';
import { lookAtBackends } from './look-at-backends.ts';
import { lookAtDisk } from './look-at-disk.ts';
import { lookAtEnvironment } from './look-at-environment.ts';
import { lookAtGit } from './look-at-git.ts';
import { lookAtMachine } from './look-at-machine.ts';
import { lookAtRuns } from './look-at-runs.ts';
import { lookAtSettings, settingRows } from './look-at-settings.ts';
import { findSpec, findUiWork } from './look-at-spec.ts';
import { probeBackend } from './probe.ts';

/** What is looked at beside what is always looked at. */
export type ReportOptions = {
  readonly spec: string | undefined;
  /** Backend that gets one tiny task. */
  readonly probe: string | undefined;
  /** Whether misbehaving CLIs are tried out. */
  readonly conformance: boolean;
  /** Tells how far it is, where it takes long. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
};

/** Looks at everything a run depends on, in the order in which it depends on it. */
export async function makeReport(
  context: LookContext,
  options: ReportOptions,
): Promise<DoctorReport> {
  const notes = new Notes();
  const { io, workdir } = context;
  const spec = notes.add(await findSpec(context, options.spec));
  const sourced = notes.add(lookAtSettings(context, spec.events));
  const settings = plainSettings(sourced);
  refuseUnknown(options.probe, settings.agents);
  const hasUi = notes.add(await findUiWork(spec, settings.includeOptional));
  const edge = createEdge({ env: io.env, pass: settings.envPass });
  const look: AgentLook = { ...context, edge };
  const machine = notes.add(await lookAtMachine(look));
  const git = notes.add(await lookAtGit(context, settings.isolation));
  const { repository } = git;
  const disk = notes.add(await lookAtDisk(context, settings, repository));
  const runs = notes.add(
    await lookAtRuns(context, {
      repository,
      worktreesDir: settings.worktreesDir,
      scan: edge.scan,
    }),
  );
  const needed: readonly RoleName[] = [
    ...(['code', 'review', 'assign'] as const),
    ...(hasUi === true ? ['ui' as const] : []),
  ];
  const { backends, roles } = notes.add(
    await lookAtBackends(look, settings, needed),
  );
  const tried = await tryOut(look, { ...options, settings, notes });
  return {
    version: VERSION,
    workdir,
    spec: spec.place?.layout.specPath ?? options.spec ?? null,
    ok: notes.problems.length === 0,
    problems: notes.problems,
    warnings: notes.warnings,
    ...{ machine, git, disk, runs, roles, backends },
    settings: settingRows(sourced, io.env),
    environment: lookAtEnvironment(io.env, {
      backends: backends.map(({ name }) => name),
      agents: settings.agents,
      pass: settings.envPass,
    }),
    ...tried,
  };
}

/** What is only done where it was asked for: it starts agents. */
async function tryOut(
  look: AgentLook,
  options: ReportOptions & {
    readonly settings: Settings;
    readonly notes: Notes;
  },
): Promise<Pick<DoctorReport, 'probe' | 'conformance'>> {
  const { notes, probe, conformance } = options;
  return {
    probe:
      probe === undefined
        ? null
        : notes.add(await probeBackend(probe, look, options)),
    conformance: conformance
      ? notes.add(await lookAtConformance(look, options))
      : null,
  };
}

function refuseUnknown(probe: string | undefined, agents: AgentConfigs): void {
  if (probe === undefined || settleBackend(probe, agents) !== null) return;
  throw usageError(
    `there is no backend ${probe}`,
    `There are ${backendNames(agents).join(', ')}.`,
  );
}

/** Gathers what every part of the look has to say. */
class Notes {
  readonly problems: DoctorNote[] = [];
  readonly warnings: DoctorNote[] = [];

  add<T>({ found, problems, warnings }: Looked<T>): T {
    this.problems.push(...problems);
    this.warnings.push(...warnings);
    return found;
  }
}
