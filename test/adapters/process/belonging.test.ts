import { describe, expect, test } from 'vitest';
import {
  findBelonging,
  groupsOfNobodyElse,
} from '../../../src/adapters/process/belonging.ts';
import type { ProcessEntry } from '../../../src/adapters/process/process-table.ts';
import type { ProcessIdentity } from '../../../src/ports/agent-processes.ts';

describe('what belongs to an attempt', () => {
  // 1 ─ 10 (runner) ─ 20 (agent, m) ─ 21 (own group) ─ 22 (env cleared)
  //   └ 30 (orphan, m)   └ 23 (group 20, env cleared)
  const entry = (
    pid: number,
    parent: number,
    group: number,
    mark: string | null = null,
  ): ProcessEntry => ({ pid, parent, group, start: `t${pid}`, cpuMs: 0, mark });
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
  const find = (
    what: {
      marks?: string[];
      groups?: number[];
      processes?: ProcessIdentity[];
    },
    self = 10,
  ) =>
    findBelonging(
      table,
      {
        marks: new Set(what.marks),
        groups: new Set(what.groups),
        processes: what.processes ?? [],
      },
      self,
    ).map(({ pid }) => pid);

  test('carries its mark, is in its group, or descends from what does', () => {
    expect(find({ marks: ['m'], groups: [20] })).toEqual([20, 21, 22, 23, 30]);
  });

  test('is nothing of another mark, and no mark that only begins alike', () => {
    expect(find({ marks: ['other'] })).toEqual([40]);
    expect(find({ marks: ['o'] })).toEqual([]);
  });

  test('is never the program itself or what it was started by', () => {
    expect(find({ marks: ['m'] }, 22)).toEqual([30]);
  });

  test('is a process that was written down, with its group and what it started', () => {
    expect(find({ processes: [{ pid: 20, process_start: 't20' }] })).toEqual([
      20, 21, 22, 23,
    ]);
    // One that leads no group: the group may be anybody's.
    expect(find({ processes: [{ pid: 22, process_start: 't22' }] })).toEqual([
      22,
    ]);
  });

  test('is no other process that has got its number since', () => {
    expect(find({ processes: [{ pid: 20, process_start: 't19' }] })).toEqual(
      [],
    );
  });

  test('may be hit through its group only where nobody else is in it', () => {
    const found = table.filter(({ pid }) => [20, 21, 22].includes(pid));
    expect(groupsOfNobodyElse(table, found)).toEqual([21, 22]);
  });
});
