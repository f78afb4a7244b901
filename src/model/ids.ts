declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The id of a task or unit, as tasks.md writes it, without a trailing dot (`2.1`, `T001`). */
export type TaskId = Branded<'TaskId'>;
/** One run of one agent on one unit in one role: `<unit>/<role>-<n>`. */
export type AttemptId = Branded<'AttemptId'>;
/** One start of a spec, kept over all resumes. */
export type RunId = Branded<'RunId'>;
/** A question only a person can answer: `D1`, `D2`, … */
export type DecisionId = Branded<'DecisionId'>;

export const taskId = (text: string): TaskId => text as TaskId;
export const runId = (text: string): RunId => text as RunId;
export const decisionId = (n: number): DecisionId => `D${n}` as DecisionId;
export const attemptId = (task: TaskId, role: string, n: number): AttemptId =>
  `${task}/${role}-${n}` as AttemptId;

/** What the review of everything together is called in its answer, its logs and its environment. */
export const FINAL_TASK = taskId('final');
/** Stands for a unit where an attempt belongs to the whole run (assign, orchestrate). */
export const RUN_TASK = taskId('run');
