import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORKFLOW = join(ROOT, 'references/ci/github-actions.yml');
const BRANCH = 'orchestration/thing';
const REVIEW = {
  task_id: '3',
  severity: 'major',
  summary: 'It does not hold.',
  details: null,
  issues: [
    {
      severity: 'major',
      description: 'Nothing looks at the sum.',
      file: 'out/3.txt',
      line: 1,
    },
  ],
};

/** The commands of the example's steps by the steps' names, as they stand there. */
function commandsOf(workflow: string): ReadonlyMap<string, string> {
  const steps = workflow.split(/^ {6}- name: /mu).slice(1);
  return new Map(
    steps.flatMap((step) => {
      const [name = ''] = step.split('\n', 1);
      const block = /^ {8}run: \|\n((?: {10}.*\n|\n)+)/mu.exec(step)?.[1];
      return block === undefined
        ? []
        : [[name, block.replaceAll(/^ {10}/gmu, '')] as const];
    }),
  );
}

/** The example's jobs by their names. */
function jobsOf(workflow: string): ReadonlyMap<string, string> {
  const [, jobs = ''] = workflow.split(/^jobs:\n/mu);
  const parts = jobs.split(/^ {2}(?=[a-z-]+:$)/mu).slice(1);
  return new Map(parts.map((job) => [job.slice(0, job.indexOf(':')), job]));
}

/** A machine of a CI service: an empty folder for its job, and a home of its own. */
class Machine {
  readonly folder: string;
  readonly checkout: string;
  readonly #ground: Ground;
  readonly #origin: string;
  readonly #head: string;
  readonly #commands = commandsOf(readFileSync(WORKFLOW, 'utf8'));

  constructor(ground: Ground, origin: string, name: string) {
    this.#ground = ground;
    this.#origin = origin;
    this.#head = ground.git('rev-parse', 'HEAD').trim();
    this.folder = join(dirname(ground.repo), name);
    this.checkout = join(this.folder, 'work');
    for (const folder of ['work', 'home', 'cache', 'temp', 'bin'])
      mkdirSync(join(this.folder, folder), { recursive: true });
    const program = join(this.folder, 'bin/orchestration-loop');
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'dist/bin.js')}' "$@"\n`,
    );
    chmodSync(program, 0o755);
  }

  /** A fresh clone as the example's checkout makes it, trusted as it does. */
  checkOut(): void {
    this.git('init', '--quiet');
    this.git('remote', 'add', 'origin', `file://${this.#origin}`);
    this.git('fetch', '--quiet', '--depth=1', 'origin', this.#head);
    this.git('checkout', '--quiet', '--detach', this.#head);
    // As in a container: the checkout is another user's.
    if (process.getuid?.() === 0)
      execFileSync('chown', ['-R', '12345', this.checkout]);
    this.pass('Trust the checkout');
  }

  git(...args: readonly string[]): void {
    execFileSync('git', [...args], { cwd: this.checkout, env: this.#env });
  }

  get #env(): NodeJS.ProcessEnv {
    const { env } = this.#ground;
    return {
      ...env,
      PATH: `${join(this.folder, 'bin')}:${env['PATH'] ?? ''}`,
      HOME: join(this.folder, 'home'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      CI: 'true',
      GITHUB_WORKSPACE: this.checkout,
      GITHUB_SERVER_URL: `file://${dirname(this.#origin)}`,
      GITHUB_REPOSITORY: basename(this.#origin),
      GITHUB_SHA: this.#head,
      GITHUB_OUTPUT: join(this.folder, 'output'),
      GITHUB_STEP_SUMMARY: join(this.folder, 'summary.md'),
      GH_TOKEN: 'token-of-the-job',
      SPEC: this.#ground.spec,
    };
  }

  /** Runs a step with the shell that the example names; returns its exit code and what it said. */
  step(name: string, env: NodeJS.ProcessEnv = {}): [number | null, string] {
    const command = this.#commands.get(name);
    if (command === undefined) throw new Error(`no step ${name}`);
    const script = join(this.folder, 'step.sh');
    writeFileSync(script, command);
    const ended = spawnSync('sh', ['-e', script], {
      cwd: this.checkout,
      env: { ...this.#env, ...env },
      encoding: 'utf8',
    });
    return [ended.status, `${ended.stdout}${ended.stderr}`];
  }

  /** Runs a step that has to succeed; returns what it said. */
  pass(name: string, env: NodeJS.ProcessEnv = {}): string {
    const [status, said] = this.step(name, env);
    if (status !== 0) throw new Error(`${name}: ${status}\n${said}`);
    return said;
  }

  /** A value that a step left for the steps after it. */
  output(name: string): string | undefined {
    if (!existsSync(join(this.folder, 'output'))) return undefined;
    return this.read('output')
      .split('\n')
      .findLast((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** The number under which the open decision offers an answer. */
  optionTo(action: string): string {
    const state = JSON.parse(
      this.read('work/.kiro/specs/AGENT_STATE.json'),
    ) as {
      pending_decisions: { options: { n: number; action: string }[] }[];
    };
    const options = state.pending_decisions[0]?.options ?? [];
    return String(options.find((one) => one.action === action)?.n);
  }

  /** As a run of another machine leaves it that did not end by itself. */
  writeLease(): void {
    writeFileSync(
      join(this.checkout, '.orchestration/thing/run.lease.json'),
      JSON.stringify({
        ...{ pid: 1, pid_started: null, boot_id: null, pid_namespace: null },
        ...{ host: 'another.example', run_id: 'r', since: 's', nonce: 'n' },
      }),
    );
  }

  /** As a job that is run again: with what was downloaded, and nothing else. */
  again(): void {
    rmSync(join(this.checkout, '.git'), { recursive: true });
  }

  /** Takes the files of the run alone from what was downloaded. */
  unpack(): void {
    const { checkout: cwd } = this;
    execFileSync('tar', ['-xf', 'ci-out/state.tar'], { cwd });
  }

  /** Gets the base of the run, and not the run. */
  deepen(): void {
    this.git('fetch', '--quiet', '--depth=2', 'origin', 'HEAD');
  }

  /** What the upload of one machine and the download of another come to. */
  getArtifact(from: Machine): void {
    mkdirSync(join(this.checkout, 'ci-out'));
    for (const name of ['state.tar', 'run.bundle'])
      copyFileSync(
        join(from.checkout, 'ci-out', name),
        join(this.checkout, 'ci-out', name),
      );
  }
}

function bareCopy(ground: Ground): string {
  const origin = join(dirname(ground.repo), 'origin.git');
  ground.git('clone', '--quiet', '--bare', ground.repo, origin);
  // As code hosts do: a commit can be asked for by its name.
  ground.git('-C', origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return origin;
}

/** All that the repository of the code host has. */
const refsOf = (ground: Ground, origin: string): string =>
  ground.git('ls-remote', origin);

describe('the workflow in references/ci', () => {
  test('lets the job write in which no agent runs, and no other', () => {
    const jobs = jobsOf(readFileSync(WORKFLOW, 'utf8'));
    expect([...jobs.keys()]).toEqual(['run', 'keep', 'code-scanning']);
    expect(
      [...jobs].filter(([, job]) => job.includes('contents: write')),
    ).toEqual([
      ['keep', expect.not.stringMatching(/checkout@|npm|container:/u)],
    ]);
    expect(jobs.get('run')).toContain('persist-credentials: false');
    // What an expression gives would be a part of the command.
    for (const command of commandsOf(readFileSync(WORKFLOW, 'utf8')).values())
      expect(command).not.toContain('${{');
  });

  test('stops with a decision on one machine and goes on to the end on another', () => {
    using ground = new Ground();
    ground.write(
      'orchestration.config.json',
      JSON.stringify({ review: { max_fix_attempts: 1 } }),
    );
    ground.git('add', '--all');
    ground.git('commit', '--quiet', '--message=Settings');
    ground.script({ '3/review': { answer: JSON.stringify(REVIEW) } });
    const origin = bareCopy(ground);

    const first = new Machine(ground, origin, 'first');
    first.checkOut();
    // A start that was refused.
    first.pass('Pack the run');
    const stopped = first.pass('Run');
    expect(first.output('code'), stopped).toBe('2');
    first.pass('Report');
    // A machine that was switched off never gave its lease back.
    first.writeLease();
    // What an agent could do: refs that are not this run's.
    first.git('update-ref', 'refs/heads/orchestration/other', 'HEAD');
    first.git('update-ref', 'refs/orchestration/other/1/worker-1', 'HEAD');
    first.git('update-ref', 'refs/heads/main', BRANCH);
    // A ref that is no further than the start, and more history than at first.
    first.git('update-ref', 'refs/orchestration/thing/rescue/start', 'HEAD');
    first.git('fetch', '--quiet', '--unshallow', 'origin');
    first.pass('Pack the run');
    expect(first.step('End as the run ended', { CODE: '2' })[0]).toBe(2);
    expect(first.read('summary.md')).toContain('**D1**');
    expect(first.read('work/ci-out/reports/junit.xml')).toContain('<failure');
    expect(first.read('work/ci-out/reports/findings.sarif')).toContain(
      '"uri":"out/3.txt"',
    );
    expect(unitsOn(ground, 'HEAD')).toEqual([]);
    const before = refsOf(ground, origin);
    const keeper = new Machine(ground, origin, 'keeper');
    keeper.pass('Keep the run');
    expect(refsOf(ground, origin)).toBe(before);
    keeper.getArtifact(first);
    keeper.pass('Keep the run');
    const kept = refsOf(ground, origin);
    expect(kept).toContain(`${keeper.output('tip')}\trefs/heads/${BRANCH}\n`);
    expect(kept).toContain('\trefs/orchestration/thing/3/');
    expect(kept).toContain('\trefs/orchestration/thing/rescue/start\n');
    expect(kept.replaceAll(/^.*\/orchestration\/thing.*\n/gmu, '')).toBe(
      before,
    );

    // Meanwhile others go on: the base of the run is in no fresh clone any more.
    ground.write('README.md', '# Another thing\n');
    ground.git('commit', '--quiet', '--all', '--message=Go on');
    ground.git('push', '--quiet', origin, 'main');
    const calls = ground.calls().length;
    const second = new Machine(ground, origin, 'second');
    second.checkOut();
    second.getArtifact(first);
    // The files of the run without its refs: it would begin again without its work.
    second.unpack();
    expect(second.step('Run')[1]).toContain('is no longer in the repository');
    second.deepen();
    expect(second.step('Run')[1]).toContain(`git fetch REMOTE ${BRANCH}:`);
    second.pass('Restore the run');
    second.pass('Answer the decision', {
      ...{ DECISION: 'D1', OPTION: first.optionTo('accept') },
      NOTE: '$(touch "$GITHUB_WORKSPACE/pwned") `id`',
    });
    expect(existsSync(join(second.checkout, 'pwned'))).toBe(false);
    const ended = second.pass('Run');
    expect(second.output('code'), ended).toBe('0');
    second.pass('Report');
    second.pass('Pack the run');
    const last = new Machine(ground, origin, 'last');
    last.getArtifact(second);
    // Somebody put a commit on the branch that the run has not: it stays.
    const work = keeper.output('tip') ?? '';
    const others = ground.git('rev-parse', 'HEAD').trim();
    ground.git('-C', origin, 'update-ref', `refs/heads/${BRANCH}`, others);
    const found = refsOf(ground, origin);
    expect(last.step('Keep the run')).toEqual([
      1,
      expect.stringContaining('::error::Nothing was pushed'),
    ]);
    expect(refsOf(ground, origin)).toBe(found);
    ground.git('-C', origin, 'update-ref', `refs/heads/${BRANCH}`, work);
    last.again();
    last.pass('Keep the run');
    const tasks = second.read(`work/${ground.spec}/tasks.md`);
    expect(tasks).not.toMatch(/\[[ -]\]/u);
    ground.git('fetch', '--quiet', origin, BRANCH);
    expect(unitsOn(ground, 'FETCH_HEAD').toSorted()).toEqual([
      ...['1', '2', '3', '4'],
    ]);
    expect(
      ground
        .calls()
        .slice(calls)
        .filter((call) => /^[123]\//u.test(call)),
    ).toEqual([]);
  });
});
