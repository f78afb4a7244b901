import type { Unit } from '../../model/unit.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { JunitSuite } from './case.ts';
import { decisionCases, runSuite } from './run.ts';
import { checkNames, integrationTimes, unitCases } from './unit.ts';
import { junitXml } from './xml.ts';
import type { ReportData } from '../report-data.ts';

/**
 * The run as JUnit XML, for the test reports of GitHub, GitLab and Jenkins: a
 * suite a unit, whose cases are what the unit has to pass, and one for the run.
 */
export function junitReport(data: ReportData): string {
  const whys = new Map(
    data.summary.not_done.map(({ task_id, why }) => [task_id, why]),
  );
  const times = integrationTimes(data.events);
  const checks = checkNames(data);
  const suites = data.state.units.map((unit): JunitSuite => {
    const id = unit.plan.task_id;
    const cases = [
      ...unitCases({
        unit,
        checks,
        why: whys.get(id) ?? 'it did not run',
        integration_ms: times.get(id) ?? 0,
      }),
      ...decisionCases(data.state, (task_id) => task_id === id),
    ];
    return {
      name: oneLine(`${id} ${unit.plan.description}`).slice(0, 200),
      classname: `unit-${id.replaceAll(/[\s.]/gu, '_')}`,
      started_at: unit.attempts[0]?.started_at ?? unit.created_at,
      // A list of cases shows no suites: the id makes the name readable there.
      cases: cases.map((one) => ({ ...one, name: `${id} ${one.name}` })),
      properties: unitProperties(unit, data),
    };
  });
  return junitXml([...suites, runSuite(data)]);
}

const unitProperties = (
  unit: Unit,
  { summary }: ReportData,
): readonly (readonly [string, string])[] => {
  const usage = summary.usage.by_unit.find(
    ({ name }) => name === unit.plan.task_id,
  );
  return [
    ['task_id', unit.plan.task_id],
    ['status', unit.status],
    ['owner_agent', unit.plan.assignment.owner_agent],
    ['attempts', String(unit.attempts.length)],
    ['fix_attempts', String(unit.fix_attempts)],
    ...(unit.commit === null ? [] : [['commit', unit.commit] as const]),
    ...(unit.plan.requirements.length === 0
      ? []
      : [['requirements', unit.plan.requirements.join(', ')] as const]),
    ...(usage === undefined
      ? []
      : [
          ['input_tokens', String(usage.input_tokens)] as const,
          ['output_tokens', String(usage.output_tokens)] as const,
        ]),
    ...(usage === undefined || usage.cost_usd === null
      ? []
      : [['cost_usd', usage.cost_usd.toFixed(4)] as const]),
  ];
};
