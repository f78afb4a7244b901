import { openSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { SpecFiles } from '../../model/spec.ts';
import { printDiagnostics } from '../../report/diagnostics.ts';
import { readSpec } from '../../spec/read-spec.ts';
import { count } from '../../view/format.ts';
import type { CommandModule } from '../command.ts';
import type { LINT_OPTIONS } from '../option-tables.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/** Says what is wrong or unclear in a spec, with its line; errors end with 1. */
export const command: CommandModule<typeof LINT_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const folder = await openSpecFolder(args[0] ?? '.', io.cwd);
    const files = await folder.read();
    const found = readSpec(files).diagnostics.map((diagnostic) =>
      options.strict === true ? raised(diagnostic) : diagnostic,
    );
    io.stdout.write(
      options.json === true ? toJsonText(found) : textOf(found, files),
    );
    return found.some(({ severity }) => severity === 'error')
      ? EXIT_CODES.halted
      : EXIT_CODES.complete;
  },
};

const raised = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.severity === 'warning'
    ? { ...diagnostic, severity: 'error' }
    : diagnostic;

function textOf(found: readonly Diagnostic[], files: SpecFiles): string {
  const told = (severity: Diagnostic['severity'], name: string): string =>
    count(
      found.filter((diagnostic) => diagnostic.severity === severity).length,
      name,
    );
  const text = printDiagnostics(found, sourcesOf(files));
  return `${text}${text === '' ? '' : '\n'}${told('error', 'error')}, ${told('warning', 'warning')}, ${told('info', 'hint')}\n`;
}

const sourcesOf = (files: SpecFiles): Record<string, string> => ({
  ...files.extra,
  [files.tasksFile]: files.tasks,
  'requirements.md': files.requirements ?? '',
  'bugfix.md': files.bugfix ?? '',
  'design.md': files.design ?? '',
});
