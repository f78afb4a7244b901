import { basename } from 'node:path';
import { findAgents } from '../../adapters/agents/find-agents.ts';
import type { FoundAgent } from '../../adapters/agents/find-agents.ts';
import { temporaryOf } from '../../adapters/store/file-system.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import { createEdge } from '../../adapters/process/edge.ts';
import type { Edge } from '../../adapters/process/edge.ts';
import { createChecks } from '../../adapters/process/run-check.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { inspectRepository } from '../../adapters/workspace/inspect.ts';
import type { Inspection } from '../../adapters/workspace/inspect.ts';
import type { WorkspaceOptions } from '../../adapters/workspace/options.ts';
import type { Limits } from '../../engine/limits.ts';
import { readPlannedSpec } from '../../loop/planned-spec.ts';
import type { RoleName } from '../../model/config.ts';
import type { Spec, SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { PlanDraft } from '../../plan/make-plan.ts';
import { printDiagnostics } from '../../report/diagnostics.ts';
import type { Io } from '../command.ts';
import { chooseBackends } from './backends.ts';
import { readKnownRun } from './known-run.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import type { RunSettings } from './settings.ts';

/** Everything that is known before anything is started or written. */
export type PreparedRun = {
  readonly place: Place;
  readonly files: SpecFiles;
  readonly spec: Spec;
  /** The plan as tasks.md and design.md alone have it. */
  readonly draft: PlanDraft;
  /** What an earlier start left. */
  readonly known: State;
  readonly workspaceOptions: WorkspaceOptions;
  readonly inspection: Inspection;
  readonly roles: Limits['roles'];
  readonly edge: Edge;
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
  const files = await place.specFolder.read();
  const spec = readPlannedSpec(files, settings.includeOptional);
  refuseErrors(spec, files);
  const known = readKnownRun(place.layout);
  const draft = makePlan(spec, {
    assignment: null,
    code: 'codex',
    ui: 'gemini',
  });
  if (draft.units.length === 0 && known.run === null) {
    throw new UserError(`${place.layout.specPath} has no open task.`, {
      hint: 'orchestration-loop parse PATH shows what was read.',
    });
  }
  const edge = createEdge({ env: io.env, pass: settings.envPass });
  const workspaceOptions = workspaceFor(settings, { place, known, edge, io });
  const inspection = await inspectRepository(workspaceOptions);
  const needed = options.needsAgents ? neededRoles(draft, known) : [];
  const roles = await findBackends(settings, { needed, edge });
  return {
    ...{ place, files, spec, draft, known, edge },
    ...{ workspaceOptions, inspection, roles },
  };
}

/** A spec that contradicts itself is not started: it is said with its lines. */
function refuseErrors(spec: Spec, files: SpecFiles): void {
  const errors = spec.diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length === 0) return;
  const sources = { [files.tasksFile]: files.tasks };
  throw new UserError(
    `the spec cannot be run as it is:\n${printDiagnostics(errors, sources)}`,
    { hint: 'orchestration-loop lint PATH says this and more.' },
  );
}

function workspaceFor(
  settings: RunSettings,
  about: {
    readonly place: Place;
    readonly known: State;
    readonly edge: Edge;
    readonly io: Io;
  },
): WorkspaceOptions {
  const { layout } = about.place;
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
    sign: settings.sign,
    allowDirty: settings.allowDirty,
    resumed: about.known.run,
    noLand: !settings.shouldLand,
    env: about.io.env,
    execGit: runProcess,
    runUserCommand: async (command, cwd) => {
      const checks = createChecks({
        edge: about.edge,
        attemptsDir: layout.attempts,
        run_id: about.known.run?.run_id ?? '',
        spec_path: layout.specPath,
      });
      const result = await checks.run(
        { name: 'setup', run: command, timeoutMs: settings.timeoutMs },
        {
          cwd,
          mark: `${layout.slug}:setup`,
          signal: new AbortController().signal,
          log_name: 'setup',
        },
      );
      return { exitCode: result.exit_code ?? 1, output: result.output };
    },
  };
}

/** The kinds of work that are there; ui only where a unit is. */
function neededRoles(draft: PlanDraft, known: State): readonly RoleName[] {
  const plans = [...draft.units, ...known.units.map(({ plan }) => plan)];
  const hasUi = plans.some(({ assignment }) => assignment.type === 'ui');
  return ['code', 'review', 'assign', ...(hasUi ? ['ui' as const] : [])];
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
  return chooseBackends(
    {
      flags: {
        code: settings.codeBackend,
        ui: settings.uiBackend,
        review: settings.reviewBackend,
        assign: settings.assignBackend,
      },
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
