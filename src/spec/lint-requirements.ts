import type { Diagnostic } from '../model/diagnostic.ts';
import type { Dialect, SpecFiles } from '../model/spec.ts';
import type { Mention } from './fields.ts';
import type { TasksRead } from './read-tasks.ts';
import { readRequirements, requirementsOf } from './requirements.ts';
import type { RequirementIndex } from './requirements.ts';

/** References to requirements that are nowhere written, requirements no task refers to, and documents that are missing. */
export function lintRequirements(
  files: SpecFiles,
  read: TasksRead,
  dialect: Dialect,
): Diagnostic[] {
  const index = readRequirements(files);
  const covered = new Set<string>();
  const unknown: Diagnostic[] = [];
  let mentions = 0;
  for (const { id, fields } of read.readings)
    for (const mention of [...fields.requirements, ...fields.validates]) {
      mentions += 1;
      const found = requirementsOf(index, mention.token);
      for (const one of found) covered.add(one.id);
      if (found.length === 0 && index.ids.length > 0)
        unknown.push(unknownRequirement(files, id, mention));
    }
  const uncovered = mentions === 0 ? [] : uncoveredOf(index, covered);
  return [...missingDocuments(files, dialect), ...unknown, ...uncovered];
}

const unknownRequirement = (
  files: SpecFiles,
  task: string,
  mention: Mention,
): Diagnostic => ({
  code: 'unknown-requirement',
  severity: 'warning',
  message: `Task ${task} refers to requirement "${mention.token}", which ${files.requirements === null ? 'bugfix.md' : 'requirements.md'} does not have.`,
  file: files.tasksFile,
  line: mention.line,
  column: mention.column,
});

/** A whole requirement is covered by a reference to it or to each of its criteria. */
function uncoveredOf(
  index: RequirementIndex,
  covered: ReadonlySet<string>,
): Diagnostic[] {
  const parents = new Set(index.ids.map(parentOf));
  return index.ids
    .filter((id) => !parents.has(id) && !isCovered(id, covered))
    .flatMap((id): Diagnostic[] => {
      const one = index.byId.get(id);
      if (one === undefined) return [];
      return [
        {
          code: 'uncovered-requirement',
          severity: 'info',
          message: `No task refers to requirement ${id}.`,
          file: one.file,
          line: one.line,
          column: null,
        },
      ];
    });
}

const parentOf = (id: string): string => {
  const dot = id.lastIndexOf('.');
  return dot < 0 ? '' : id.slice(0, dot);
};

function isCovered(id: string, covered: ReadonlySet<string>): boolean {
  for (let at = id; at !== ''; at = parentOf(at))
    if (covered.has(at)) return true;
  return false;
}

/** Kiro's own documents; other tools name theirs differently. */
function missingDocuments(files: SpecFiles, dialect: Dialect): Diagnostic[] {
  if (dialect !== 'kiro' && dialect !== 'cc-sdd') return [];
  const missing = (code: string, name: string): Diagnostic => ({
    code,
    severity: 'warning',
    message: `The spec has no ${name}: prompts can quote nothing from it.`,
    file: null,
    line: null,
    column: null,
  });
  return [
    ...(files.requirements === null && files.bugfix === null
      ? [missing('missing-requirements', 'requirements.md or bugfix.md')]
      : []),
    ...(files.design === null ? [missing('missing-design', 'design.md')] : []),
  ];
}
