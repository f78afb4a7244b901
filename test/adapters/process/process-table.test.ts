import { describe, expect, test } from 'vitest';
import {
  parseEnviron,
  parseProcStat,
  parsePs,
} from '../../../src/adapters/process/process-table.ts';

const STAT =
  '4242 (a) b (c) S 17 4200 4200 0 -1 4194304 100 0 0 0 150 50 20 30 20 0 1 0 999 0 0';

describe('a line of /proc', () => {
  test('is read behind a name that looks like fields', () => {
    expect(parseProcStat(STAT)).toEqual({
      pid: 4242,
      parent: 17,
      group: 4200,
      start: '999',
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
    '    1     0     1 Ss     0:07.25 Mon Nov  3 09:00:01 2025     /sbin/launchd',
    '  501     1   501 S+     1:02.50 Tue Nov  4 10:11:12 2025     node x.js --flag HOME=/Users/a ORCHESTRATION_MARK=m-1 TERM=x',
    '  502   501   502 R    1-02:03:04 Wed Nov 12 23:59:59 2025     /bin/sh -c sleep 9 ORCHESTRATION_MARK=m-12',
    '  503   501   503 Z      0:00.00 Wed Nov 12 23:59:59 2025     (sh)',
  ].join('\n');
  expect(parsePs(output)).toEqual([
    {
      ...{ pid: 1, parent: 0, group: 1, cpuMs: 7250, mark: null },
      start: 'Mon Nov 3 09:00:01 2025',
    },
    {
      ...{ pid: 501, parent: 1, group: 501, cpuMs: 62_500, mark: 'm-1' },
      start: 'Tue Nov 4 10:11:12 2025',
    },
    {
      ...{ pid: 502, parent: 501, group: 502, cpuMs: 93_784_000, mark: 'm-12' },
      start: 'Wed Nov 12 23:59:59 2025',
    },
  ]);
});
