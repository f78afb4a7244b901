import { createHash } from 'node:crypto';
import type { Api, Recognised, Turn } from './scenario.ts';
import type { Question } from './wire.ts';

type Conversation = { readonly attempt: number; asked: Map<number, number> };
type Thread = { count: number; open: Map<string, Conversation> };

const hash = (value: string): string =>
  createHash('sha256').update(value).digest('hex');

const idOf = (api: Api, question: Question): string =>
  `${api} ${question.conversation ?? hash(`${String(question.cwd)} ${question.prompt}`)}`;

/**
 * Counts conversations per role and unit, because a scenario answers a second
 * review otherwise than the first. On a wire without an id of its own a
 * conversation is its folder and prompt, until its final answer has gone out.
 */
export class Attempts {
  readonly #threads = new Map<string, Thread>();

  /** The turn that a question is, with its place in the count. */
  place(api: Api, question: Question, known: Recognised): Turn {
    const { conversation: _, ...rest } = question;
    const thread = this.#thread(known);
    const id = idOf(api, question);
    const open = thread.open.get(id) ?? {
      attempt: (thread.count += 1),
      asked: new Map<number, number>(),
    };
    thread.open.set(id, open);
    const tries = open.asked.get(question.index) ?? 0;
    open.asked.set(question.index, tries + 1);
    return {
      api,
      ...rest,
      role: known.role,
      unit: known.unit,
      attempt: known.attempt ?? open.attempt,
      tries,
    };
  }

  /** Ends a conversation: its last answer was text, so the CLI is done. */
  finish(api: Api, question: Question, known: Recognised): void {
    this.#thread(known).open.delete(idOf(api, question));
  }

  #thread(known: Recognised): Thread {
    const key = JSON.stringify([known.role, known.unit]);
    const thread = this.#threads.get(key) ?? { count: 0, open: new Map() };
    this.#threads.set(key, thread);
    return thread;
  }
}
