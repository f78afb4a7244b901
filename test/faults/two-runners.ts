import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { Arena, type Started } from './arena.ts';

/** What came of starting two at once, again and again. */
export type Rounds = {
  readonly rounds: number;
  /** Rounds in which the lock of a dead holder was in place. */
  readonly overDead: number;
  readonly wrong: readonly string[];
};

/**
 * Starts two runners together: one goes on, the other is told who has the run.
 * The one that goes on is killed every second time, so that every second round
 * meets a dead holder's lock; else it is stopped, and leaves none.
 */
export async function startTwo(rounds: number, bin?: string): Promise<Rounds> {
  using arena = new Arena({ mode: 'worktree', bin });
  const wrong: string[] = [];
  let overDead = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const isOverDead = existsSync(join(arena.orchestration, 'run.lease.json'));
    if (isOverDead) overDead += 1;
    const end = round % 2 === 1 ? 'kill' : 'stop';
    for (const what of await playRound(arena, end))
      wrong.push(`round ${round}: ${what}`);
  }
  const { events } = readJournal(arena.journal);
  const starts = events.filter(({ type }) => type === 'run_started').length;
  if (starts > rounds) wrong.push(`${starts} starts wrote to the journal`);
  return { rounds, overDead, wrong };
}

async function playRound(
  arena: Arena,
  end: 'kill' | 'stop',
): Promise<readonly string[]> {
  const two = [arena, arena].map((each) =>
    each.go({ env: { FAULTS_PAUSE: '30' } }),
  );
  const numbered = two.map(async (start, place) => ({
    place,
    ended: await start.ended,
  }));
  const first = await Promise.race(numbered);
  const winner = two[1 - first.place] as Started;
  const isAlive =
    winner.child.exitCode === null && winner.child.signalCode === null;
  const { output } = await (end === 'kill' ? kill(winner) : stop(winner));
  return [
    ...(isAlive ? [] : [`both ended: ${output}`]),
    ...(first.ended.exitCode === 1
      ? []
      : [`the loser ended with ${first.ended.exitCode}`]),
    ...(/is in use by process \d+/.test(first.ended.output)
      ? []
      : [`the loser was told: ${first.ended.output.slice(-300)}`]),
  ];
}

function kill(winner: Started): Started['ended'] {
  winner.child.kill('SIGKILL');
  return winner.ended;
}

/** Ctrl-C until it has ended: it listens from the moment on that it has the lock. */
async function stop(winner: Started): Promise<Awaited<Started['ended']>> {
  const again = setInterval(() => winner.child.kill('SIGINT'), 200);
  const ended = await winner.ended;
  clearInterval(again);
  return ended;
}
