import { UserError } from '../../model/user-error.ts';

/**
 * Refuses a run that an agent of a run of the same spec has started: it would
 * wait for the unit that waits for it. Agents that run the program on another
 * spec, in its tests say, are left alone.
 */
export function refuseNested(
  specPath: string,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const run = env['ORCHESTRATION_RUN'] ?? '';
  if (run === '' || env['ORCHESTRATION_SPEC'] !== specPath) return;
  const role = env['ORCHESTRATION_ROLE'] ?? 'an';
  const unit = env['ORCHESTRATION_UNIT'] ?? 'unknown';
  throw new UserError(
    `This is the ${role} agent of unit ${unit} in run ${run} of ${specPath}: that run is under way, and no agent of it starts another.`,
    {
      hint: 'Do the work of the unit yourself; the run reviews and integrates it.',
    },
  );
}
