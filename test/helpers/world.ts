import { judgeOrders } from '../../src/engine/llm/judge-orders.ts';
import { OPEN_LIMITS } from '../../src/engine/limits.ts';
import type { Limits } from '../../src/engine/limits.ts';
import { unreachable } from '../../src/lib/unreachable.ts';
import type { Attempt, AttemptEnd } from '../../src/model/attempt.ts';
import type { Command } from '../../src/model/command.ts';
import type { Event, EventBody, Isolation } from '../../src/model/event.ts';
import { RUN_TASK, taskId } from '../../src/model/ids.ts';
import type { AttemptId, TaskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { attemptOf, unitOf } from '../../src/model/state-access.ts';
import type { OrchestrateAnswer } from '../../src/model/tick.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import {
  attemptEnded,
  baselineEnded,
  checksEnded,
  gateEnded,
  integrated,
  landed,
  learningsKept,
  workTaken,
} from '../../src/simulation/facts.ts';
import { planned } from '../../src/simulation/planned-state.ts';
import { advance, append, settle } from '../../src/simulation/play.ts';
import type { Ending, Play, Stage } from '../../src/simulation/play.ts';

const MINUTE_MS = 60_000;

/** What a scripted attempt comes to. */
export type Answer = Partial<AttemptEnd> & { readonly minutes?: number };

/** Who answers what; everything has a good default. */
export type Script = {
  readonly attempt?: (attempt: Attempt, state: State) => Answer | undefined;
  readonly checks?: (id: string, state: State) => boolean;
  /** `--mode llm`: the answer of a tick, or why there is none. */
  readonly orchestrate?: (state: State) => OrchestrateAnswer | string;
  /** Whether the checks passed before the run. */
  readonly baseline?: () => boolean;
  /** How long they took then; a minute unless said. */
  readonly baselineMinutes?: number;
  /** Whether the checks pass on everything together. */
  readonly gate?: (state: State) => boolean;
  readonly integrate?: (id: string, state: State) => readonly string[];
  /** Files that conflict when work is taken as it is. */
  readonly take?: (id: string, state: State) => readonly string[];
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
    integrate: [],
    orchestrate: [],
  },
  hasChecks: false,
  isDraining: false,
  shouldLand: true,
  waitsForAnswers: false,
  ...OPEN_LIMITS,
  ...overrides,
});

/**
 * The engine in a world of scripted agents and a clock of its own: every
 * command is carried out in virtual time, in the order things would end.
 */
export class World {
  readonly events: Event[] = [];
  limits: Limits;
  readonly #script: Script;
  #play: Play;

  constructor(
    units: readonly PlannedUnit[],
    options: {
      limits?: Partial<Limits>;
      script?: Script;
      isolation?: Isolation;
    } = {},
  ) {
    this.limits = limits(options.limits);
    this.#script = options.script ?? {};
    const { isolation = 'worktree' } = options;
    this.#play = planned(units, { isolation }, this.#stage);
  }

  get state(): State {
    return this.#play.state;
  }

  set state(state: State) {
    this.#play = { ...this.#play, state };
  }

  get now(): string {
    return this.#play.now;
  }

  set now(now: string) {
    this.#play = { ...this.#play, now };
  }

  append(...bodies: readonly EventBody[]): void {
    this.#play = append(this.#play, this.#stage, bodies);
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
    this.#play = settle(this.#play, this.#stage);
  }

  /** Lets the next thing end, or the next pause; false when there is none. */
  step(): boolean {
    const next = advance(this.#play, this.#stage);
    this.#play = next ?? this.#play;
    return next !== null;
  }

  /** A dead runner: what ran is forgotten, its attempts are interrupted. */
  crash(): void {
    const { run } = this.state;
    if (run === null) throw new Error('not started');
    this.#play = { ...this.#play, pending: [] };
    this.append({ type: 'run_started', resumed: true, ...run });
    const { run_attempts, units } = this.state;
    const all = [...run_attempts, ...units.flatMap((each) => each.attempts)];
    for (const attempt of all) {
      if (attempt.status === 'running') {
        this.append(ended(attempt, { outcome: { type: 'interrupted' } }));
      }
    }
  }

  status(id: string): string {
    return unitOf(this.state, taskId(id)).status;
  }

  /** A tick: a minute later the script answers, and the engine judges it. */
  #asked(id: AttemptId): readonly Ending[] {
    const events = (state: State): readonly EventBody[] => {
      const { limits, now } = this;
      const said = this.#script.orchestrate?.(state) ?? 'it said nothing';
      const orders =
        typeof said === 'string'
          ? { ok: false as const, error: said }
          : judgeOrders(said, { state, limits, now });
      const attempt = attemptOf(state, { task_id: RUN_TASK, attempt_id: id });
      const message = orders.ok ? '' : orders.error;
      return orders.ok
        ? [
            attemptEnded(attempt, {}),
            {
              ...{ type: 'tick_ended', attempt_id: id, is_fallback: false },
              ...orders.value,
            },
          ]
        : [
            attemptEnded(attempt, {
              outcome: {
                type: 'failed',
                failure: { type: 'bad_output', message },
              },
            }),
          ];
    };
    return [{ ms: MINUTE_MS, events }];
  }

  get #stage(): Stage {
    return {
      limits: this.limits,
      cast: (command, state) =>
        command.type === 'run_attempt' && command.role === 'orchestrate'
          ? this.#asked(command.attempt_id)
          : castBy(this.#script, command, state),
      onEvent: (event) => {
        this.events.push(event);
      },
    };
  }
}

/** What the script makes of a command. */
function castBy(
  script: Script,
  command: Command,
  state: State,
): readonly Ending[] {
  switch (command.type) {
    case 'record':
    case 'finish':
    case 'make_plan':
      return [];
    case 'run_attempt': {
      const answer = (then: State): Answer =>
        script.attempt?.(attemptOf(then, command), then) ?? {};
      return after(answer(state).minutes ?? 1, (then) =>
        ended(attemptOf(then, command), answer(then)),
      );
    }
    case 'run_checks': {
      const { task_id } = command;
      return after(1, (then) =>
        checksEnded(then, task_id, script.checks?.(task_id, then) ?? true),
      );
    }
    case 'integrate': {
      const { task_id } = command;
      return after(0, (then) => {
        const files = script.integrate?.(task_id, then) ?? [];
        return files.length === 0
          ? integrated(task_id)
          : conflict(task_id, files);
      });
    }
    case 'take_work': {
      const { task_id, from: by } = command;
      return after(0, (then) =>
        workTaken(then, {
          task_id,
          by,
          conflicts: script.take?.(task_id, then) ?? [],
        }),
      );
    }
    case 'run_baseline':
      return after(script.baselineMinutes ?? 1, () =>
        baselineEnded(script.baseline?.() ?? true),
      );
    case 'run_gate':
      return after(1, (then) => gateEnded(script.gate?.(then) ?? true));
    case 'keep_learnings':
      return after(0, learningsKept);
    case 'land':
      return after(0, landed);
    default:
      return unreachable(command);
  }
}

const after = (
  minutes: number,
  event: (state: State) => EventBody,
): readonly Ending[] => [
  { ms: minutes * MINUTE_MS, events: (state) => [event(state)] },
];

const conflict = (task_id: TaskId, files: readonly string[]): EventBody => ({
  type: 'integration_failed',
  task_id,
  findings: files.map((file) => ({
    fingerprint: file,
    severity: 'major',
    description: 'conflict',
    file,
    line: null,
    source: 'merge',
    said_by: ['merge'],
  })),
});

/** An attempt that ends as asked, and well where nothing is asked. */
export function ended(attempt: Attempt, answer: Answer): EventBody {
  const { minutes: _minutes, ...seen } = answer;
  return attemptEnded(attempt, seen);
}
