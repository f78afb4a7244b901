import { toCoverage } from '../../view/coverage.ts';
import type { RequirementCoverage } from '../../view/coverage.ts';
import { count } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import { markdownLine } from '../markdown-text.ts';
import type { PulseData } from './pulse-data.ts';
import { item, section } from './text.ts';

const MARKS = { covered: '✅', open: '⏳', none: '⚠️' } as const;

/** Which units answer which requirements; neighbours with the same answer share a line. */
export function coverageLines(data: PulseData): readonly string[] {
  const coverage = toCoverage(data.state, data.requirements);
  if (coverage.length === 0) return [];
  const covered = coverage.filter(({ status }) => status === 'covered');
  return section('Requirement Coverage', [
    `${covered.length} of ${count(coverage.length, 'requirement')} covered (✅ done, ⏳ open, ⚠️ by no unit)`,
    '',
    ...grouped(coverage).flatMap(({ mark, ids, by }) =>
      item(`${mark} ${ids.map(markdownLine).join(', ')}: ${by}`),
    ),
  ]);
}

type Group = {
  readonly mark: string;
  readonly ids: readonly string[];
  readonly by: string;
};

const grouped = (coverage: readonly RequirementCoverage[]): readonly Group[] =>
  coverage.reduce<readonly Group[]>((groups, each) => {
    const [mark, by] = [MARKS[each.status], byWhom(each)];
    const last = groups.at(-1);
    return last?.mark === mark && last.by === by
      ? [
          ...groups.slice(0, -1),
          { ...last, ids: [...last.ids, each.requirement] },
        ]
      : [...groups, { mark, by, ids: [each.requirement] }];
  }, []);

function byWhom({ units }: RequirementCoverage): string {
  if (units.length === 0) return 'no unit names it';
  const named = units.map(
    ({ task_id, status }) =>
      `${markdownLine(task_id)}${status === 'completed' ? '' : ` (${statusLook(status).word})`}`,
  );
  return `unit${units.length === 1 ? '' : 's'} ${named.join(', ')}`;
}
