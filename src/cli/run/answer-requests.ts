import { systemClock } from '../../adapters/clock/system-clock.ts';
import { watchInbox } from '../../adapters/store/inbox.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import type { EventBody } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';
import { answerDecision } from './answer-decision.ts';
import type { StopSignals } from './signals.ts';

/** Lets `decide` and `stop` talk to a running loop. */
export function answerRequests(options: {
  readonly layout: Layout;
  readonly ledger: {
    readonly state: () => State;
    readonly append: (...events: readonly EventBody[]) => void;
  };
  readonly signals: StopSignals;
  readonly signal: AbortSignal;
  readonly onProblem: (error: unknown) => void;
}): void {
  const { ledger, signals } = options;
  watchInbox(options.layout.inbox, {
    clock: systemClock,
    signal: options.signal,
    onRequest: (request) => answer(request, { ledger, signals }),
  }).catch(options.onProblem);
}

function answer(
  request: InboxRequest,
  {
    ledger,
    signals,
  }: Pick<Parameters<typeof answerRequests>[0], 'ledger' | 'signals'>,
): InboxAnswer {
  switch (request.type) {
    case 'stop':
      signals.interrupt();
      if (request.kill) signals.interrupt();
      return { status: 'accepted' };
    case 'decide': {
      const answered = answerDecision(ledger.state(), request);
      if (!answered.ok) return { status: 'refused', reason: answered.error };
      ledger.append(answered.value);
      return { status: 'accepted' };
    }
    case 'reopen':
      return { status: 'refused', reason: 'units cannot be reopened yet' };
  }
}
