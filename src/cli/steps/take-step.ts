import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { Step } from '../../model/step.ts';
import { stepText } from '../../report/step-text.ts';
import { previewStep } from '../../view/step-preview.ts';
import type { StepPreview } from '../../view/step-preview.ts';
import type { Io } from '../command.ts';
import { canAsk } from '../is-terminal.ts';
import type { StepOptions } from '../option-tables.ts';
import { limitsOf } from '../settings/limits.ts';
import { prepareRun } from '../run/prepare-run.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { readSettings } from '../settings/read-settings.ts';
import { columnsOf } from '../run/say-plan.ts';
import type { RunSettings } from '../settings/settings.ts';
import { startRun } from '../run/start-run.ts';
import { playAtStart } from './play-at-start.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/**
 * Takes one step of a run: a start like any other, with the same promises, that
 * is granted one thing and ends when nothing of that is left.
 */
export async function takeStep(
  step: Step,
  options: StepOptions,
  io: Io,
): Promise<ExitCode> {
  const read = await readSettings(options, io);
  // What an orchestrator would choose, a person chose.
  const settings = { ...read, step, mode: 'deterministic' } as const;
  if (options.dryRun === true) {
    const preview = previewOf(await prepareRun(settings, io), settings, step);
    io.stdout.write(
      options.json === true
        ? toJsonText(preview)
        : stepText(preview, { columns: columnsOf(io.stdout) }),
    );
    return EXIT_CODES.complete;
  }
  return startRun(
    settings,
    {
      asks: canAsk(io) && options.yes !== true,
      json: options.json === true,
      live: false,
    },
    io,
  );
}

function previewOf(
  prepared: PreparedRun,
  settings: RunSettings,
  step: Step,
): StepPreview {
  const { draft, roles } = prepared;
  const { shouldLand, maxFixAttempts } = settings;
  return previewStep(playAtStart(prepared, settings), {
    step,
    limits: {
      ...limitsOf(settings, { roles, shouldLand, waitsForAnswers: false }),
      isDraining: false,
    },
    plan: (isDraft) => ({
      type: 'plan_ready',
      units: draft.units,
      window_mapping: draft.window_mapping,
      max_fix_attempts: maxFixAttempts,
      assigned_by: null,
      notes: draft.notes,
      ...(isDraft ? { is_draft: true } : {}),
    }),
  });
}
