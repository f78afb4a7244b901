import { fenced } from '../lib/fenced.ts';
import { FINAL_TASK } from '../model/ids.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { State } from '../model/state.ts';
import { readRequirements } from '../spec/requirements.ts';
import { toCoverage } from '../view/coverage.ts';
import { findingsText, NONE } from './brief-texts.ts';
import { integratedResultsText } from './check-texts.ts';
import type { LoopContext } from './context.ts';
import { cutDiff } from './cut-diff.ts';

/** The prompt of the review of everything together. */
export function finalReviewBrief(
  context: LoopContext,
  about: { readonly files: SpecFiles; readonly diff: string },
): string {
  const { files, diff } = about;
  const state = context.ledger.state();
  const requirements = files.requirements ?? files.bugfix;
  return context.ports.prompts.render('final-review', {
    unit: runBlock(state, files),
    coverage: coverageText(state, files),
    requirements:
      requirements === null ? NONE : fenced(requirements, 'markdown'),
    design: files.design === null ? NONE : fenced(files.design, 'markdown'),
    diff: cutDiff(diff),
    checks: integratedResultsText(state),
    findings: findingsText(state.units.flatMap(({ deferred }) => deferred)),
  });
}

/** The block that names what is looked at, in the shape of a unit's. */
function runBlock(state: State, files: SpecFiles): string {
  const block = {
    dispatch_unit_id: FINAL_TASK,
    description: 'Everything together, before it lands',
    subtasks: state.units.map(({ plan, status }) => ({
      task_id: plan.task_id,
      title:
        status === 'canceled'
          ? `${plan.description} (given up by a person)`
          : plan.description,
      details: [
        ...plan.details,
        ...plan.subtasks.map((task) => `${task.task_id} ${task.description}`),
      ].join('\n'),
    })),
    spec_path: state.run?.spec_path ?? files.path,
  };
  return fenced(JSON.stringify(block, null, 2), 'json');
}

function coverageText(state: State, files: SpecFiles): string {
  const coverage = toCoverage(state, readRequirements(files).ids);
  if (coverage.length === 0) return NONE;
  const lines = coverage.map(({ requirement, units }) =>
    units.length === 0
      ? `${requirement}: no unit names it`
      : `${requirement}: ${units.map(({ task_id }) => task_id).join(', ')}`,
  );
  return fenced(lines.join('\n'), 'text');
}
