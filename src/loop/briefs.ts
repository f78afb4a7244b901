import { fenced } from '../lib/fenced.ts';
import type { Attempt } from '../model/attempt.ts';
import type { SpecFiles } from '../model/spec.ts';
import { isWritingRole } from '../model/assignment.ts';
import type { Unit } from '../model/unit.ts';
import type { PromptValues } from '../ports/prompts.ts';
import type { Prepared } from '../ports/workspace.ts';
import { readPlannedSpec } from './planned-spec.ts';
import {
  boundaryText,
  designText,
  findingsText,
  historyText,
  NONE,
  progressText,
  requirementsText,
  roundsText,
  unitBlock,
} from './brief-texts.ts';
import { checksText, resultsText } from './check-texts.ts';
import type { LoopContext } from './context.ts';
import { cutDiff } from './cut-diff.ts';

/** The prompt of a writing attempt, by its role. */
export function writingBrief(
  context: LoopContext,
  about: {
    readonly unit: Unit;
    readonly attempt: Attempt;
    readonly files: SpecFiles;
    readonly prepared: Prepared;
    /** Code around the open findings, by fingerprint. */
    readonly code: ReadonlyMap<string, string>;
  },
): string {
  const { unit, attempt, files, prepared, code } = about;
  const { prompts } = context.ports;
  const work = {
    ...shared(context, unit, files),
    checks: checksText(context.settings.checks, context.ledger.state()),
    note: noteText(unit),
  };
  if (attempt.role === 'implement') {
    const findings = findingsText(unit.open_findings);
    return prompts.render('implement', { ...work, findings });
  }
  if (attempt.role === 'integrate' || prepared.conflicts.length > 0) {
    // Work that was taken with both sides in it merges again without a conflict.
    const named =
      prepared.conflicts.length > 0 ? prepared.conflicts : unit.conflicts;
    const conflicts = fenced(named.join('\n'), 'text');
    return prompts.render('integrate', { ...work, conflicts });
  }
  return prompts.render('fix', {
    ...work,
    findings: findingsText(unit.open_findings, { code }),
    progress: progressText(unit),
    history: isNewAuthor(unit, attempt) ? historyText(unit) : NONE,
  });
}

const noteText = ({ note }: Unit): string =>
  note === null ? NONE : fenced(note, 'text');

const isNewAuthor = (unit: Unit, attempt: Attempt): boolean => {
  const earlier = unit.attempts.findLast(
    ({ attempt_id, role }) =>
      isWritingRole(role) && attempt_id !== attempt.attempt_id,
  );
  return earlier?.backend !== attempt.backend;
};

/** The prompt of a reviewer: the work, what it has to meet, and nothing of the author's words. */
export function reviewBrief(
  context: LoopContext,
  about: {
    readonly unit: Unit;
    readonly files: SpecFiles;
    readonly diff: string;
    /** What changed since the last review; null in the first round. */
    readonly since: string | null;
  },
): string {
  const { unit, files, diff, since } = about;
  return context.ports.prompts.render('review', {
    ...shared(context, unit, files),
    diff: since === null ? cutDiff(diff) : cutDiff(diff, AGAIN),
    since: since === null ? NONE : cutDiff(since),
    checks: resultsText(unit, context.ledger.state()),
    findings: roundsText(unit, { isNamed: true }),
    note: noteText(unit),
    brief:
      unit.plan.assignment.criticality === 'security-sensitive'
        ? SECURITY_BRIEF
        : NONE,
  });
}

/** From the second round on the whole change is only there to look things up. */
const AGAIN = { file: 20_000, all: 100_000 };

const SECURITY_BRIEF =
  'Look at it as an attacker would: untrusted input that reaches a shell, a path, a query or a page; missing checks of who may do what; secrets in code or logs; weak or home-made cryptography.';

/** The prompt that asks who does what, with which files. */
export function assignBrief(context: LoopContext, files: SpecFiles): string {
  const spec = readPlannedSpec(files, context.settings.includeOptional);
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  const units = spec.units.map((unit) => ({
    task_id: unit.task_id,
    dependencies: unit.dependencies,
    tasks: unit.tasks.map((id) => {
      const task = tasks.get(id);
      return {
        task_id: id,
        title: task?.description ?? '',
        details: task?.details ?? [],
        writes: task?.writes ?? [],
        reads: task?.reads ?? [],
        files: task?.files ?? [],
      };
    }),
  }));
  return context.ports.prompts.render('assign', {
    units: fenced(JSON.stringify(units, null, 2), 'json'),
    design: files.design === null ? NONE : fenced(files.design, 'markdown'),
    requirements: requirementsFile(files),
    agents:
      '`codex` (code), `gemini` (user interface), `codex-review` (review)',
  });
}

const requirementsFile = ({ requirements, bugfix }: SpecFiles): string => {
  const text = requirements ?? bugfix;
  return text === null ? NONE : fenced(text, 'markdown');
};

function shared(
  context: LoopContext,
  unit: Unit,
  files: SpecFiles,
): Pick<
  PromptValues['review'],
  'task_id' | 'unit' | 'boundary' | 'requirements' | 'design'
> {
  const specPath = context.ledger.state().run?.spec_path ?? files.path;
  return {
    task_id: unit.plan.task_id,
    unit: unitBlock(unit, specPath),
    boundary: boundaryText(unit),
    requirements: requirementsText(unit, files),
    design: designText(unit, files),
  };
}
