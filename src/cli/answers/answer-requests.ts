import { systemClock } from '../../adapters/clock/system-clock.ts';
import { watchInbox } from '../../adapters/store/inbox.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import type { EventBody } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { answerDecision } from './answer-decision.ts';
import { reopenUnit } from './reopen-unit.ts';
import type { StopSignals } from '../run/signals.ts';

/** Lets `decide`, `reopen` and `stop` talk to a running loop. */
export function answerRequests(options: {
  readonly layout: Layout;
  readonly ledger: {
    readonly state: () => State;
    readonly append: (...events: readonly EventBody[]) => void;
  };
  readonly signals: StopSignals;
  /** Where commits are taken back. */
  readonly workspace: Pick<Workspace, 'revert'>;
  readonly signal: AbortSignal;
  readonly onProblem: (error: unknown) => void;
}): void {
  const { ledger, signals, workspace } = options;
  watchInbox(options.layout.inbox, {
    clock: systemClock,
    signal: options.signal,
    onRequest: (request) => answer(request, { ledger, signals, workspace }),
  }).catch(options.onProblem);
}

async function answer(
  request: InboxRequest,
  {
    ledger,
    signals,
    workspace,
  }: Pick<
    Parameters<typeof answerRequests>[0],
    'ledger' | 'signals' | 'workspace'
  >,
): Promise<InboxAnswer> {
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
    case 'reopen': {
      const done = await reopenUnit(ledger, request, () =>
        Promise.resolve(workspace),
      );
      return done.ok
        ? { status: 'accepted' }
        : { status: 'refused', reason: done.error };
    }
  }
}
