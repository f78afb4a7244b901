import { describe, expect, test } from 'vitest';
import {
  findBelonging,
  parseEnviron,
  parseProcStat,
  parsePs,
  type ProcessEntry,
} from '../../../src/adapters/process/process-table.ts';

const STAT =
  '4242 (a) b (c) S 17 4200 4200 0 -1 4194304 100 0 0 0 150 50 20 30 20 0 1 0 999 0 0';

describe('a line of /proc', () => {
  test('is read behind a name that looks like fields', () => {
    expect(parseProcStat(STAT)).toEqual({
      pid: 4242,
      parent: 17,
      group: 4200,
      cpuMs: 2500,
    });
  });

  test('of a zombie is no process', () => {
    expect(parseProcStat(STAT.replace(') S', ') Z'))).toBeNull();
    expect(parseProcStat('')).toBeNull();
  });

  test('names the mark only under its whole name', () => {
    expect(parseEnviron('A=1\0ORCHESTRATION_MARK=m-1\0B=2\0')).toBe('m-1');
    expect(parseEnviron('X_ORCHESTRATION_MARK=m-1\0')).toBeNull();
  });
});

test('ps of macOS shows the same', () => {
  const output = [
    '    1     0     1 Ss     0:07.25 /sbin/launchd',
    '  501     1   501 S+     1:02.50 node x.js --flag HOME=/Users/a ORCHESTRATION_MARK=m-1 TERM=x',
    '  502   501   502 R    1-02:03:04 /bin/sh -c sleep 9 ORCHESTRATION_MARK=m-12',
    '  503   501   503 Z      0:00.00 (sh)',
  ].join('\n');
  expect(parsePs(output)).toEqual([
    { pid: 1, parent: 0, group: 1, cpuMs: 7250, mark: null },
    { pid: 501, parent: 1, group: 501, cpuMs: 62_500, mark: 'm-1' },
    { pid: 502, parent: 501, group: 502, cpuMs: 93_784_000, mark: 'm-12' },
  ]);
});

describe('what belongs to an attempt', () => {
  // 1 ─ 10 (runner) ─ 20 (agent, m) ─ 21 (own group) ─ 22 (env cleared)
  //   └ 30 (orphan, m)   └ 23 (group 20, env cleared)
  const entry = (
    pid: number,
    parent: number,
    group: number,
    mark: string | null = null,
  ): ProcessEntry => ({ pid, parent, group, cpuMs: 0, mark });
  const table = [
    entry(1, 0, 1),
    entry(10, 1, 10),
    entry(20, 10, 20, 'm'),
    entry(21, 20, 21, 'm'),
    entry(22, 21, 22),
    entry(23, 1, 20),
    entry(30, 1, 30, 'm'),
    entry(40, 10, 40, 'other'),
  ];
  const find = (marks: string[], groups: number[], self = 10) =>
    findBelonging(
      table,
      { marks: new Set(marks), groups: new Set(groups) },
      self,
    ).map(({ pid }) => pid);

  test('carries its mark, is in its group, or descends from what does', () => {
    expect(find(['m'], [20])).toEqual([20, 21, 22, 23, 30]);
  });

  test('is nothing of another mark, and no mark that only begins alike', () => {
    expect(find(['other'], [])).toEqual([40]);
    expect(find(['o'], [])).toEqual([]);
  });

  test('is never the program itself or what it was started by', () => {
    expect(find(['m'], [], 22)).toEqual([30]);
  });
});
