import { createMask, isWordLike, type Mask } from '../../lib/mask-secrets.ts';
import type { EventBody } from '../../model/event.ts';

/** Takes secrets out of an event before anybody sees it. */
export type MaskEvent = (event: EventBody) => EventBody;

/** Fields that the program or git made up: changed, they would name nothing. */
const NAMES: ReadonlySet<string> = new Set(
  (
    'type role status from to severity source isolation run_id spec_path ' +
    'task_id attempt_id decision_id dependencies freed_by retry_at at by ' +
    'target_branch integration_branch branch base_commit commit base tree ref ' +
    'mark process_start session_id started_at ended_at created_at edited_at ' +
    'agent owner_agent backend reviewers content fingerprint target_window'
  ).split(' '),
);

/** Paths and commands: a value that may be a mere word stays, for it is more likely that word. */
const MEANT: ReadonlySet<string> = new Set(
  'writes reads files files_changed unresolved file run command changes'.split(
    ' ',
  ),
);

/**
 * Makes the function that masks every text of an event. The journal applies it,
 * so that the state, the documents and the reports, all made of events, hold no
 * secret either, and a later start sees the same as this one.
 */
export function createMaskEvent(secrets: readonly string[]): MaskEvent {
  const all = createMask(secrets);
  const careful = createMask(secrets.filter((secret) => !isWordLike(secret)));
  return (event) =>
    // Texts become other texts and nothing else changes.
    maskValue(event, { mask: all, careful }) as EventBody;
}

type Masks = { readonly mask: Mask; readonly careful: Mask };

/** The value itself where nothing is masked, which is nearly always. */
function maskValue(value: unknown, masks: Masks): unknown {
  if (typeof value === 'string') return masks.mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const masked = items.map((item) => maskValue(item, masks));
    return masked.some((item, place) => item !== items[place]) ? masked : items;
  }
  const fields = Object.entries(value as Readonly<Record<string, unknown>>);
  const masked = fields.map(
    ([key, item]) => [masks.careful(key), maskField(key, item, masks)] as const,
  );
  const isSame = masked.every(
    ([key, item], place) =>
      key === fields[place]?.[0] && item === fields[place][1],
  );
  return isSame ? value : Object.fromEntries(masked);
}

function maskField(key: string, value: unknown, masks: Masks): unknown {
  if (NAMES.has(key) && !isNested(value)) return value;
  return maskValue(
    value,
    MEANT.has(key) ? { ...masks, mask: masks.careful } : masks,
  );
}

/** `from` may be a status, `base` a commit: never an object that holds texts. */
const isNested = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
