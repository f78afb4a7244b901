import { userInfo } from 'node:os';
import type { EventBody } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import { answerDecision } from './answer-decision.ts';
import type { Answer } from '../reporters/reporter.ts';

type Ledger = {
  readonly state: () => State;
  readonly append: (...events: readonly EventBody[]) => void;
};

/** Where answers of the live view go: into the ledger, once there is one. */
export type AnswerDesk = {
  readonly open: (ledger: Ledger) => void;
  readonly take: (answer: Answer) => void;
};

/** The view is up before the run can take an answer; what comes too early is said. */
export function createAnswerDesk(say: (text: string) => void): AnswerDesk {
  let desk: Ledger | null = null;
  return {
    open: (ledger) => {
      desk = ledger;
    },
    take: (answer) => {
      if (desk === null) {
        say('The run takes no answers yet: try again in a moment.');
        return;
      }
      const by = userInfo().username;
      const answered = answerDecision(desk.state(), { ...answer, by });
      if (answered.ok) desk.append(answered.value);
      else say(`Not answered: ${answered.error}`);
    },
  };
}
