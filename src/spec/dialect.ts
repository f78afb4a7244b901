import type { Dialect, SpecFiles, Task } from '../model/spec.ts';

/** Tells which tool's way of writing a spec is in: by its place first, then by its marks. */
export function dialectOf(files: SpecFiles, tasks: readonly Task[]): Dialect {
  const path = `${files.path.replace(/\\/g, '/')}/`;
  if (/(?:^|\/)kitty-specs\//.test(path)) return 'spec-kitty';
  if (/(?:^|\/)openspec\//.test(path)) return 'openspec';
  if (/(?:^|\/)\.(?:spec-workflow|claude)\/specs\//.test(path))
    return 'spec-workflow';
  const marks = marksOf(files, tasks);
  if (marks.packages) return 'spec-kitty';
  if (marks.phased) return 'spec-kit';
  if (marks.prompts) return 'spec-workflow';
  if (marks.parallel) return 'cc-sdd';
  if (/(?:^|\/)specs\/\d{3}-/.test(path) && !/\.kiro\//.test(path))
    return 'spec-kit';
  if (marks.grouped && !/\.kiro\//.test(path)) return 'openspec';
  return tasks.some((task) => /^\d/.test(task.task_id)) ? 'kiro' : 'other';
}

function marksOf(files: SpecFiles, tasks: readonly Task[]) {
  const count = (test: (task: Task) => boolean): number =>
    tasks.filter(test).length;
  const boxes = count((task) => task.kind === 'task');
  const spelled = count((task) => /^T\d{3}/.test(task.task_id));
  const text = files.tasks;
  return {
    packages:
      tasks.some(
        (task) => task.kind === 'heading' && /^WP\d+$/.test(task.task_id),
      ) ||
      Object.keys(files.extra).some((name) =>
        /(?:^|\/)WP\d+.*\.md$/.test(name),
      ),
    phased:
      boxes > 0 && spelled * 2 > boxes && /^#{1,4}[ \t]*Phase\b/im.test(text),
    prompts: /^[ \t]*-[ \t]*_(?:Prompt|Leverage):/im.test(text),
    parallel:
      isCcSddConfig(files.config) ||
      /^[ \t]*-[ \t]*\[.\]\*?[ \t]*[\d.]*\*?[ \t]*\(P\)/m.test(text) ||
      /^[ \t]*-[ \t]*_Boundary:/im.test(text) ||
      /^- \[.\] \d+\.\d+\*/m.test(text),
    grouped:
      tasks.some(
        (task) => task.kind === 'heading' && /^\d+$/.test(task.task_id),
      ) &&
      !tasks.some((task) => task.kind === 'task' && /^\d+$/.test(task.task_id)),
  };
}

/** Of the two JSON files only Kiro's names a workflow. */
const isCcSddConfig = (config: string | null): boolean =>
  config !== null &&
  /^\s*\{/.test(config) &&
  !/"(?:specId|workflowType|specType|generationMode)"/.test(config);

/** Feature or bugfix: as `.config.kiro` says, else by the documents there are. */
export function specTypeOf(files: SpecFiles): 'feature' | 'bugfix' | 'unknown' {
  const stated = /"specType"\s*:\s*"(feature|bugfix)"/.exec(
    files.config ?? '',
  )?.[1];
  if (stated === 'feature' || stated === 'bugfix') return stated;
  if (files.requirements !== null) return 'feature';
  return files.bugfix === null ? 'unknown' : 'bugfix';
}
