import { basename, join, relative } from 'node:path';
import { findAgents } from '../../adapters/agents/find-agents.ts';
import type { FoundAgent } from '../../adapters/agents/find-agents.ts';
import { temporaryOf } from '../../adapters/store/file-system.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import { createEdge } from '../../adapters/process/edge.ts';
import type { Edge } from '../../adapters/process/edge.ts';
import { createChecks } from '../../adapters/process/run-check.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { runnerMarks, withMark } from '../../adapters/process/runner-marks.ts';
import { inspectRepository } from '../../adapters/workspace/inspect.ts';
import type { Inspection } from '../../adapters/workspace/inspection.ts';
import { assertWorkThere } from '../../adapters/workspace/lost-branch.ts';
import type { WorkspaceOptions } from '../../adapters/workspace/options.ts';
import type { Limits } from '../../engine/limits.ts';
import { readPlannedSpec } from '../../loop/planned-spec.ts';
import type { RoleName } from '../../model/config.ts';
import type { RunFacts } from '../../model/event.ts';
import type { Spec, SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { PlanDraft } from '../../plan/make-plan.ts';
import { printDiagnostics } from '../../report/diagnostics.ts';
import { command } from '../../view/decisions.ts';
import type { Io } from '../command.ts';
import { findBaseState } from '../records/base-state.ts';
import type { BaseState } from '../records/base-state.ts';
import { knownSecrets } from '../settings/known-secrets.ts';
import { chooseBackends } from '../settings/backends.ts';
import { readKnownRun } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import type { Place } from '../records/place.ts';
import { refuseAgents, refuseNames } from './refuse-agents.ts';
import { refuseNested } from './refuse-nested.ts';
import type { RunSettings } from '../settings/settings.ts';

/** Everything that is known before anything is started or written. */
export type PreparedRun = {
  readonly place: Place;
  readonly files: SpecFiles;
  readonly spec: Spec;
  /** The plan as tasks.md and design.md alone have it. */
  readonly draft: PlanDraft;
  /** What an earlier start left. */
  readonly known: State;
  /** Where that is gone: its state file, and what its branch proves. */
  readonly base: BaseState | null;
  /** The run that goes on; null at a first start. */
  readonly resumed: RunFacts | null;
  readonly workspaceOptions: WorkspaceOptions;
  readonly inspection: Inspection;
  readonly roles: Limits['roles'];
  readonly edge: Edge;
  /** Values that go to no file. */
  readonly secrets: readonly string[];
};

/** Reads the spec, the repository and PATH; throws a `UserError` for everything that makes a start pointless. */
export async function prepareRun(
  settings: RunSettings,
  io: Io,
  options: {
    /** False where nothing is going to start: a plan needs no agent. */
    readonly needsAgents: boolean;
  } = { needsAgents: true },
): Promise<PreparedRun> {
  const place = await openPlace(settings);
  if (options.needsAgents) refuseNested(place.layout.specPath, io.env);
  refuseAgents(settings.agents, place.layout.workdir);
  const files = await place.specFolder.read();
  const spec = readPlannedSpec(files, settings.includeOptional);
  const path = specWord(place, files, io);
  refuseErrors(spec, files, path);
  const known = readKnownRun(place.layout);
  const draft = makePlan(spec, {
    assignment: null,
    code: 'codex',
    ui: 'gemini',
  });
  const secrets = knownSecrets(settings, io.env);
  const edge = createEdge({ env: io.env, pass: settings.envPass, secrets });
  const about = { place, edge, io };
  const fresh = workspaceFor(settings, { ...about, resumed: null });
  const base = await findBaseState(place.layout, fresh);
  const resumed = known.run ?? base?.facts ?? null;
  if (draft.units.length === 0 && known.run === null && base === null) {
    throw new UserError(`${place.layout.specPath} has no open task.`, {
      hint: `See what was read: ${command(['parse', path])}`,
    });
  }
  const workspaceOptions = workspaceFor(settings, { ...about, resumed });
  const inspection = await inspectRepository(workspaceOptions);
  const commits = known.units.flatMap(({ commit }) => commit ?? []);
  await assertWorkThere(workspaceOptions, inspection, commits);
  const needed = options.needsAgents ? neededRoles(settings, draft, known) : [];
  const roles = await findBackends(settings, { needed, edge });
  return {
    ...{ place, files, spec, draft, known, base, resumed, edge, secrets },
    ...{ workspaceOptions, inspection, roles },
  };
}

/** The spec as a command takes it here: its folder, or its task list where that has a name of its own. */
const specWord = (
  { specFolder }: Place,
  { tasksFile }: SpecFiles,
  { cwd }: Io,
): string =>
  relative(
    cwd,
    tasksFile === 'tasks.md'
      ? specFolder.root
      : join(specFolder.root, tasksFile),
  ) || '.';

/** A spec that contradicts itself is not started: it is said with its lines. */
function refuseErrors(spec: Spec, files: SpecFiles, path: string): void {
  const errors = spec.diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length === 0) return;
  const sources = { [files.tasksFile]: files.tasks };
  throw new UserError(
    `the spec cannot be run as it is:\n${printDiagnostics(errors, sources).trimEnd()}`,
    { hint: `See all of it: ${command(['lint', path])}` },
  );
}

function workspaceFor(
  settings: RunSettings,
  about: {
    readonly place: Place;
    readonly resumed: RunFacts | null;
    readonly edge: Edge;
    readonly io: Io;
  },
): WorkspaceOptions {
  const { layout } = about.place;
  const marks = runnerMarks(layout.folder);
  return {
    workdir: layout.workdir,
    specPath: layout.specPath,
    slug: layout.slug,
    outputDir: layout.stateFolder,
    stateFiles: Object.values(layout.documents).flatMap((path) => [
      basename(path),
      basename(temporaryOf(path)),
    ]),
    isolation: settings.isolation,
    worktreesDir: settings.worktreesDir,
    setup: settings.setup,
    keep: settings.keep,
    seed: settings.seed,
    link: settings.link,
    copy: settings.copy,
    minFreeBytes: settings.minFreeBytes,
    sign: settings.sign,
    allowDirty: settings.allowDirty,
    resumed: about.resumed,
    noLand: !settings.shouldLand,
    env: about.io.env,
    execGit: withMark(runProcess, marks.git),
    runUserCommand: async (command, cwd) => {
      const checks = createChecks({
        edge: about.edge,
        attemptsDir: layout.attempts,
        run_id: about.resumed?.run_id ?? '',
        spec_path: layout.specPath,
      });
      const result = await checks.run(
        {
          name: 'setup',
          run: command,
          timeoutMs: settings.timeoutMs,
          resources: [],
          junit: null,
        },
        {
          cwd,
          mark: marks.newSetup(),
          signal: new AbortController().signal,
          log_name: 'setup',
        },
      );
      return { exitCode: result.exit_code ?? 1, output: result.output };
    },
  };
}

/** The kinds of work that are there; ui only where a unit is. */
function neededRoles(
  { mode }: RunSettings,
  draft: PlanDraft,
  known: State,
): readonly RoleName[] {
  const plans = [...draft.units, ...known.units.map(({ plan }) => plan)];
  const hasUi = plans.some(({ assignment }) => assignment.type === 'ui');
  return [
    ...(['code', 'review', 'assign'] as const),
    ...(hasUi ? ['ui' as const] : []),
    ...(mode === 'llm' ? ['orchestrate' as const] : []),
  ];
}

async function findBackends(
  settings: RunSettings,
  about: { readonly needed: readonly RoleName[]; readonly edge: Edge },
): Promise<Limits['roles']> {
  const look = async (name: string): Promise<FoundAgent | undefined> => {
    const processes = createAgentProcesses(about.edge);
    const config = settings.agents;
    return (await findAgents([name], { processes, config }))[0];
  };
  const flags = {
    code: settings.codeBackend,
    ui: settings.uiBackend,
    review: settings.reviewBackend,
    assign: settings.assignBackend,
    integrate: null,
    orchestrate: settings.orchestrateBackend,
  };
  refuseNames({ flags, roles: settings.roles, agents: settings.agents });
  return chooseBackends(
    {
      flags,
      config: settings.roles,
      needed: about.needed,
    },
    {
      find: async (name) => (await look(name))?.path ?? null,
      installHint: async (name) =>
        (await look(name))?.install_hint ?? `There is no backend ${name}`,
    },
  );
}
