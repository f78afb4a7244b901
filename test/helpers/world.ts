import { decide } from '../../src/engine/decide.ts';
import { INITIAL_STATE } from '../../src/engine/initial-state.ts';
import type { Limits } from '../../src/engine/limits.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { nextWake } from '../../src/engine/wake.ts';
import { plusMs } from '../../src/lib/iso-time.ts';
import type { Attempt, AttemptEnd } from '../../src/model/attempt.ts';
import type { Command } from '../../src/model/command.ts';
import type { Event, EventBody } from '../../src/model/event.ts';
import { runId, taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { unitOf } from '../../src/model/state-access.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';

const START = '2026-01-01T00:00:00.000Z';
const MINUTE_MS = 60_000;

/** What a scripted attempt comes to. */
export type Answer = Partial<AttemptEnd> & { readonly minutes?: number };

/** Who answers what; everything has a good default. */
export type Script = {
  readonly attempt?: (attempt: Attempt, state: State) => Answer | undefined;
  readonly checks?: (id: string, state: State) => boolean;
  readonly integrate?: (id: string, state: State) => readonly string[];
};

/** One unit of a plan, as short as a test can say it. */
export function unit(
  id: string,
  overrides: Partial<Omit<PlannedUnit, 'dependencies' | 'assignment'>> & {
    readonly needs?: readonly string[];
    readonly writes?: readonly string[];
    readonly reads?: readonly string[];
    readonly assignment?: Partial<PlannedUnit['assignment']>;
  } = {},
): PlannedUnit {
  const { needs = [], writes, reads = [], assignment, ...rest } = overrides;
  return {
    task_id: taskId(id),
    line: 1,
    description: `Unit ${id}`,
    details: [],
    requirements: [],
    is_optional: false,
    checkpoint: false,
    manual: false,
    subtasks: [],
    dependencies: needs.map(taskId),
    why: [],
    manifest: 'declared',
    files: [],
    content: id,
    ...rest,
    assignment: {
      type: 'code',
      owner_agent: 'codex',
      criticality: 'standard',
      writes: writes ?? [`src/${id}.ts`],
      reads,
      target_window: null,
      ...assignment,
    },
  };
}

/** Limits with two of everything. */
export const limits = (overrides: Partial<Limits> = {}): Limits => ({
  jobs: 2,
  roles: {
    code: ['codex', 'claude'],
    ui: ['gemini', 'codex'],
    review: ['codex', 'gemini', 'claude'],
    assign: [],
  },
  hasChecks: false,
  isDraining: false,
  shouldLand: true,
  waitsForAnswers: false,
  foldCase: false,
  ...overrides,
});

type Pending = { readonly at: string; readonly events: () => EventBody[] };

/**
 * The engine in a world of scripted agents and a clock of its own: every
 * command is carried out in virtual time, in the order things would end.
 */
export class World {
  readonly events: Event[] = [];
  state: State = INITIAL_STATE;
  now = START;
  limits: Limits;
  readonly #script: Script;
  #pending: Pending[] = [];

  constructor(
    units: readonly PlannedUnit[],
    options: { limits?: Partial<Limits>; script?: Script } = {},
  ) {
    this.limits = limits(options.limits);
    this.#script = options.script ?? {};
    this.append({
      type: 'run_started',
      resumed: false,
      run_id: runId('run'),
      spec_path: 'spec',
      session_name: 'roundtable',
      isolation: 'worktree',
      target_branch: 'main',
      integration_branch: 'orchestration/spec',
      base_commit: 'base',
    });
    this.append({
      type: 'plan_ready',
      units,
      window_mapping: {},
      max_fix_attempts: 3,
      assigned_by: null,
      notes: [],
    });
  }

  append(...bodies: readonly EventBody[]): void {
    for (const body of bodies) {
      const event: Event = { ...body, seq: this.state.seq + 1, at: this.now };
      this.state = reduce(this.state, event);
      this.events.push(event);
    }
  }

  /** Decides and acts until nothing is left to do or to wait for. */
  run(): this {
    for (;;) {
      this.settle();
      if (!this.step()) return this;
    }
  }

  /** Everything that can be decided now. */
  settle(): void {
    for (let count = 0; count < 10_000; count += 1) {
      const command = decide(this);
      if (command === null) return;
      this.append(...command.events);
      this.#act(command);
    }
    throw new Error('The engine decides without end');
  }

  /** Lets the next thing end, or the next pause; false when there is none. */
  step(): boolean {
    const wake = nextWake(this);
    const next = this.#pending.toSorted((a, b) => compare(a.at, b.at))[0];
    if (this.state.finished !== null) return false;
    if (next === undefined || (wake !== null && wake < next.at)) {
      if (wake === null) return false;
      this.now = wake;
      return true;
    }
    this.#pending = this.#pending.filter((pending) => pending !== next);
    this.now = next.at > this.now ? next.at : this.now;
    this.append(...next.events());
    return true;
  }

  /** A dead runner: what ran is forgotten, its attempts are interrupted. */
  crash(): void {
    this.#pending = [];
    const { run } = this.state;
    if (run === null) throw new Error('not started');
    this.append({ type: 'run_started', resumed: true, ...run });
    for (const { attempts } of this.state.units) {
      for (const attempt of attempts) {
        if (attempt.status === 'running') {
          this.append(ended(attempt, { outcome: { type: 'interrupted' } }));
        }
      }
    }
  }

  status(id: string): string {
    return unitOf(this.state, taskId(id)).status;
  }

  #act(command: Command): void {
    switch (command.type) {
      case 'record':
      case 'finish':
      case 'make_plan':
        return;
      case 'run_attempt':
        this.#later(this.#minutes(command.attempt_id), () => {
          const attempt = this.#attempt(command.attempt_id);
          const answer = this.#script.attempt?.(attempt, this.state) ?? {};
          return [ended(attempt, answer)];
        });
        return;
      case 'run_checks':
        this.#later(1, () => {
          const id = command.task_id;
          const passed = this.#script.checks?.(id, this.state) ?? true;
          const result = {
            name: 'test',
            run: 'npm test',
            passed,
            exit_code: passed ? 0 : 1,
            output: '',
            duration_ms: 1,
          };
          const tree = treeOf(this.state, id);
          const task_id = id;
          return [
            { type: 'checks_ended', task_id, tree, passed, results: [result] },
          ];
        });
        return;
      case 'integrate':
        this.#later(0, () => {
          const task_id = command.task_id;
          const files = this.#script.integrate?.(task_id, this.state) ?? [];
          return files.length === 0
            ? [{ type: 'integrated', task_id, commit: `commit-${task_id}` }]
            : [
                {
                  type: 'integration_failed',
                  task_id,
                  findings: files.map((file) => ({
                    fingerprint: file,
                    severity: 'major' as const,
                    description: 'conflict',
                    file,
                    line: null,
                    source: 'merge' as const,
                    said_by: ['merge'],
                  })),
                },
              ];
        });
        return;
      case 'land':
        this.#later(0, () => [
          { type: 'landed', commit: 'tip', branch: 'main' },
        ]);
        return;
    }
  }

  #minutes(id: string): number {
    const attempt = this.#attempt(id);
    return this.#script.attempt?.(attempt, this.state)?.minutes ?? 1;
  }

  #attempt(id: string): Attempt {
    const found = [
      ...this.state.run_attempts,
      ...this.state.units.flatMap(({ attempts }) => attempts),
    ].find(({ attempt_id }) => attempt_id === id);
    if (found === undefined) throw new Error(`no attempt ${id}`);
    return found;
  }

  #later(minutes: number, events: () => EventBody[]): void {
    const at = plusMs(this.now, minutes * MINUTE_MS);
    this.#pending.push({ at, events });
  }
}

const treeOf = (state: State, id: string): string => {
  const work = unitOf(state, taskId(id)).attempts.findLast(
    (attempt) => attempt.status === 'ended' && attempt.evidence !== null,
  );
  return work?.status === 'ended' ? (work.evidence?.tree ?? '') : 'tip';
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An attempt that ends as asked, and well where nothing is asked. */
export function ended(attempt: Attempt, answer: Answer): EventBody {
  const { minutes: _minutes, ...seen } = answer;
  const isReview = attempt.role === 'review';
  return {
    type: 'attempt_ended',
    task_id: attempt.task_id,
    attempt_id: attempt.attempt_id,
    outcome: { type: 'succeeded' },
    exit_code: 0,
    session_id: 'session',
    usage: null,
    evidence: isReview
      ? null
      : {
          ref: `refs/${attempt.attempt_id}`,
          commit: attempt.attempt_id,
          base: 'base',
          tree: `tree-${attempt.attempt_id}`,
          files_changed: [`src/${attempt.task_id}.ts`],
          notes: [],
        },
    report: isReview ? null : { status: 'completed', summary: 'done' },
    verdict: isReview
      ? { task_id: attempt.task_id, severity: 'none', summary: 'good' }
      : null,
    output: '',
    ...seen,
  };
}
