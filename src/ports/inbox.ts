/** What another process can ask of a running loop. */
export type InboxRequest =
  | {
      readonly type: 'decide';
      readonly decision_id: string;
      readonly option: number;
      readonly note: string | null;
      readonly by: string;
    }
  | { readonly type: 'stop'; readonly kill: boolean }
  | {
      readonly type: 'reopen';
      readonly task_id: string;
      /** Take the commits of the reopened units back first. */
      readonly revert: boolean;
      readonly by: string;
    };

/** What the loop says to it; `queued` = nobody answered in time, the next start will. */
export type InboxAnswer =
  | { readonly status: 'accepted' }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'queued' };
