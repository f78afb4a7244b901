import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';
import type { Answer } from '../helpers/world.ts';

/** An agent that left these files, after so many minutes. */
const left = (
  attempt: Attempt,
  files: readonly string[],
  minutes = 1,
): Answer =>
  attempt.role === 'review'
    ? { minutes: 1 }
    : {
        minutes,
        evidence: {
          ref: 'r',
          commit: 'c',
          base: 'b',
          tree: `tree-${attempt.attempt_id}`,
          files_changed: files,
          notes: [],
        },
      };

type Work = readonly [files: readonly string[], minutes: number];

const worldOf = (
  units: readonly ReturnType<typeof unit>[],
  work: Readonly<Record<string, Work>>,
  isManifestStrict = false,
): World =>
  new World(units, {
    limits: { jobs: 4, isManifestStrict },
    script: {
      attempt: (attempt) => {
        const [files, minutes] = work[attempt.task_id] ?? [[], 1];
        return left(attempt, files, minutes);
      },
    },
  });

const told = (world: World): string[] =>
  world.events.flatMap((event) =>
    event.type === 'manifest_grown'
      ? [`${event.task_id} has ${event.writes.join(' ')}`]
      : event.type === 'integrated'
        ? [`${event.task_id} integrated`]
        : [],
  );

describe('what a unit wrote beside its manifest', () => {
  test('becomes its own where nobody has it, and keeps others off from then on', () => {
    const world = worldOf(
      [
        unit('1', { writes: ['src/1.ts'] }),
        unit('2', { needs: ['3'], writes: ['src/shared.ts'] }),
        unit('3', { writes: ['src/3.ts'] }),
      ],
      {
        '1': [['src/1.ts', 'src/shared.ts'], 1],
        '2': [['src/shared.ts'], 1],
        '3': [['src/3.ts'], 1],
      },
    ).run();
    expect(told(world)).toContain('1 has src/shared.ts');
    expect(unitOf(world.state, taskId('1')).grown_writes).toEqual([
      'src/shared.ts',
    ]);
    expect(world.state.apart.get(taskId('1'))?.has(taskId('2'))).toBe(true);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('is waited for while another unit holds it, and taken when that is integrated', () => {
    const world = worldOf(
      [unit('1', { writes: ['src/1.ts'] }), unit('2', { writes: ['src/b/'] })],
      { '1': [['src/1.ts', 'src/b/x.ts'], 1], '2': [['src/b/y.ts'], 9] },
    );
    world.settle();
    world.step();
    world.settle();
    expect(world.status('1')).toBe('in_progress');
    expect(holdOf(unitOf(world.state, taskId('1')), world)).toEqual({
      type: 'files',
      why: 'wrote',
      on: ['2'],
    });
    expect(told(world.run())).toEqual([
      '2 integrated',
      '1 has src/b/x.ts',
      '1 integrated',
    ]);
  });

  test('what another unit only reads is waited for as well', () => {
    const world = worldOf(
      [
        unit('1', { writes: ['src/1.ts'] }),
        unit('2', { writes: ['src/2.ts'], reads: ['lib/**'] }),
      ],
      { '1': [['lib/x.ts'], 1], '2': [['src/2.ts'], 9] },
    ).run();
    expect(told(world)).toEqual([
      '2 integrated',
      '1 has lib/x.ts',
      '1 integrated',
    ]);
  });

  test('a unit whose decision is open holds nothing, so nobody waits for it', () => {
    const world = worldOf(
      [
        unit('1', { writes: ['src/1.ts'] }),
        unit('2', { writes: ['src/2.ts'] }),
      ],
      { '1': [['src/1.ts', 'src/2.ts'], 5], '2': [[], 1] },
    ).run();
    expect(world.status('2')).toBe('blocked');
    expect(told(world)).toEqual(['1 has src/2.ts', '1 integrated']);
  });

  test('units that wrote each other’s files do not wait in a circle', () => {
    // 3 ends first and waits for 1; 2 goes on, as 3 waits itself; then 1, then 3.
    const ids = ['1', '2', '3'];
    const world = worldOf(
      ids.map((id) => unit(id, { writes: [`src/${id}.ts`] })),
      {
        '1': [['src/1.ts', 'src/2.ts'], 3],
        '2': [['src/2.ts', 'src/3.ts'], 2],
        '3': [['src/3.ts', 'src/1.ts'], 1],
      },
    ).run();
    expect(world.state.finished?.exit_code).toBe(0);
    expect(told(world).filter((line) => line.endsWith('integrated'))).toEqual([
      '2 integrated',
      '1 integrated',
      '3 integrated',
    ]);
  });

  test('is a finding where the manifest is strict, and goes to a fix without a review', () => {
    const world = new World([unit('1', { writes: ['src/1.ts'] })], {
      limits: { isManifestStrict: true },
      script: {
        attempt: (attempt) =>
          left(
            attempt,
            attempt.role === 'implement'
              ? ['src/1.ts', 'src/other.ts']
              : ['src/1.ts'],
          ),
      },
    }).run();
    const opened = world.events.flatMap((event) =>
      event.type === 'findings_opened' ? event.findings : [],
    );
    expect(opened).toMatchObject([
      { source: 'manifest', severity: 'major', file: 'src/other.ts' },
    ]);
    expect(
      unitOf(world.state, taskId('1')).attempts.map(({ role }) => role),
    ).toEqual(['implement', 'fix', 'review']);
    expect(world.status('1')).toBe('completed');
  });

  test('of a guessed manifest only makes it grow, strict or not', () => {
    const world = worldOf(
      [
        unit('1', { manifest: 'inferred', writes: ['src/1.ts'] }),
        unit('2', { writes: ['src/b.ts'] }),
      ],
      { '1': [['src/b.ts'], 1], '2': [['src/b.ts'], 9] },
      true,
    ).run();
    expect(told(world)).toEqual([
      '1 has src/b.ts',
      '1 integrated',
      '2 integrated',
    ]);
  });

  test('a unit without a manifest ran alone: all it wrote is fine', () => {
    const world = worldOf([unit('1', { manifest: 'none', writes: [] })], {
      '1': [['anything/at/all.ts'], 1],
    }).run();
    expect(told(world)).toEqual(['1 integrated']);
  });

  test('odd names of files are taken as they are', () => {
    const odd = ['app/[id]/page.tsx', 'a b.ts', '{x,y}.ts', ' ', 'c*.ts'];
    const world = worldOf([unit('1', { writes: ['src/1.ts'] })], {
      '1': [odd, 1],
    }).run();
    expect(unitOf(world.state, taskId('1')).grown_writes).toEqual(odd);
    expect(world.status('1')).toBe('completed');
  });
});
