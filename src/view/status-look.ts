import type { Status } from '../model/status.ts';

/** What a status is about; a view picks colours by it, never meaning. */
export type Tone = 'quiet' | 'active' | 'good' | 'warning' | 'bad';

/** How a status looks: a glyph of one column and its word, so that colour is never needed. */
export type StatusLook = {
  readonly glyph: string;
  readonly word: string;
  readonly tone: Tone;
};

const LOOKS: Readonly<Record<Status, StatusLook>> = {
  not_started: { glyph: '·', word: 'not started', tone: 'quiet' },
  in_progress: { glyph: '●', word: 'in progress', tone: 'active' },
  pending_review: { glyph: '◔', word: 'pending review', tone: 'active' },
  under_review: { glyph: '◑', word: 'under review', tone: 'active' },
  final_review: { glyph: '◕', word: 'final review', tone: 'active' },
  fix_required: { glyph: '↻', word: 'fix required', tone: 'warning' },
  blocked: { glyph: '!', word: 'blocked', tone: 'bad' },
  completed: { glyph: '✓', word: 'completed', tone: 'good' },
  canceled: { glyph: '–', word: 'canceled', tone: 'quiet' },
};

/** The one look of a status, the same in every view. */
export const statusLook = (status: Status): StatusLook => LOOKS[status];

/** Nothing more happens to the unit by itself. */
export const isSettled = (status: Status): boolean =>
  status === 'completed' || status === 'canceled';

/** Between its start and its end. */
export const isUnderway = (status: Status): boolean =>
  status === 'in_progress' ||
  status === 'pending_review' ||
  status === 'under_review' ||
  status === 'final_review' ||
  status === 'fix_required';
