import { createAgents } from '../../adapters/agents/create-agents.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import { createChecks } from '../../adapters/process/run-check.ts';
import { loadPrompts } from '../../adapters/prompts/load-prompts.ts';
import type { LoopPorts, LoopSettings } from '../../loop/context.ts';
import { answerSchema } from '../../schema/parse-answer.ts';
import type { Io } from '../command.ts';
import { limitsOf } from '../settings/limits.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunSettings } from '../settings/settings.ts';

/** Everything the loop acts with besides its records and its workspace. */
export type Tools = Omit<LoopPorts, 'journal' | 'workspace'> & {
  readonly loopSettings: LoopSettings;
};

/** Puts the adapters together for one run. */
export function createTools(
  prepared: PreparedRun,
  options: {
    readonly settings: RunSettings;
    readonly runId: string;
    readonly io: Io;
    /** Whether the run stays up for answers. */
    readonly waitsForAnswers: boolean;
  },
): Tools {
  const { settings } = options;
  const { layout, specFolder } = prepared.place;
  return {
    agents: createAgents({
      processes: createAgentProcesses(prepared.edge),
      attemptsDir: layout.attempts,
      env: options.io.env,
      config: settings.agents,
      schemas: {
        assignment: answerSchema('assignment'),
        report: answerSchema('report'),
        verdict: answerSchema('verdict'),
        orchestrate: answerSchema('orchestrate'),
      },
    }),
    checks: createChecks({
      edge: prepared.edge,
      attemptsDir: layout.attempts,
      run_id: options.runId,
      spec_path: layout.specPath,
    }),
    prompts: loadPrompts(),
    clock: systemClock,
    specFolder,
    loopSettings: {
      limits: limitsOf(settings, {
        roles: prepared.roles,
        shouldLand: settings.shouldLand && canLand(prepared),
        waitsForAnswers: options.waitsForAnswers,
      }),
      checks: settings.checks,
      timeoutMs: settings.timeoutMs,
      includeOptional: settings.includeOptional,
      maxFixAttempts: settings.maxFixAttempts,
      commitTicks: settings.commitTicks,
      tasksFile: specFolder.location.tasksFile,
    },
  };
}

/** A detached HEAD has no branch to land on; a shared folder needs none. */
const canLand = ({ inspection }: PreparedRun): boolean =>
  inspection.isolation === 'shared' || inspection.target_branch !== null;
