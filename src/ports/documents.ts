/** The files people read: AGENT_STATE.json, TASKS_PARSED.json, PROJECT_PULSE.md. */
export type DocumentName = 'state' | 'parsed' | 'pulse';

/** Writes them: each whole, coalesced, and only when changed. */
export type Documents = {
  /**
   * Writes the newest content soon. It is rendered when it is about to be
   * written, so that a thousand updates cost a few renderings.
   */
  update(document: DocumentName, render: () => string): void;
  /** Resolves when everything remembered is on disk; rejects when it cannot be. */
  flush(): Promise<void>;
};
