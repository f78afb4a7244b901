import type { Tone } from '../../view/status-look.ts';

/** What is worth a line, and how it looks. */
export type Said = { readonly text: string; readonly tone: Tone };

/** A line that tells something; what goes on needs no tone of its own. */
export const say = (text: string, tone: Tone = 'active'): Said => ({
  text,
  tone,
});

/** Where something stands from now on; nothing where no commit was made. */
export const atCommit = (commit: string | null): string =>
  commit === null ? '' : ` at ${commit.slice(0, 12)}`;
