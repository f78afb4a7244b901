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
  requirementsText,
  unitBlock,
} from './brief-texts.ts';
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
  },
): string {
  const { unit, attempt, files, prepared } = about;
  const { prompts } = context.ports;
  const work = {
    ...shared(context, unit, files),
    checks: checksText(context),
    note: unit.note === null ? NONE : fenced(unit.note, 'text'),
  };
  if (attempt.role === 'implement') {
    const findings = findingsText(unit.open_findings);
    return prompts.render('implement', { ...work, findings });
  }
  if (attempt.role === 'integrate' || prepared.conflicts.length > 0) {
    const conflicts = fenced(prepared.conflicts.join('\n'), 'text');
    return prompts.render('integrate', { ...work, conflicts });
  }
  return prompts.render('fix', {
    ...work,
    findings: findingsText(unit.open_findings),
    history: isNewAuthor(unit, attempt) ? historyText(unit) : NONE,
  });
}

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
  },
): string {
  const { unit, files, diff } = about;
  return context.ports.prompts.render('review', {
    ...shared(context, unit, files),
    diff: cutDiff(diff),
    checks: resultsText(unit),
    findings: historyText(unit),
    brief:
      unit.plan.assignment.criticality === 'security-sensitive'
        ? SECURITY_BRIEF
        : NONE,
  });
}

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

const checksText = ({ settings }: LoopContext): string =>
  settings.checks.length === 0
    ? NONE
    : fenced(settings.checks.map(({ run }) => run).join('\n'), 'sh');

/** What the checks said about the tree under review. */
function resultsText(unit: Unit): string {
  const run = unit.checks.at(-1);
  if (run === undefined) return 'No checks were run.';
  return run.results
    .map(
      ({ run: command, passed, output }) =>
        `- ${passed ? 'passed' : 'failed'}:\n\n${fenced(`$ ${command}\n${output.trim()}`, 'text')}`,
    )
    .join('\n');
}
