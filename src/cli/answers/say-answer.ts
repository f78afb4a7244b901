import { toJsonText } from '../../report/lines/ndjson.ts';
import type { Io } from '../command.ts';

/** What came of telling a run something. */
export type Answered = {
  /** It is so; the run takes it up when it can; nothing runs that could be told. */
  readonly status: 'accepted' | 'queued' | 'idle';
  /** Units it is about. */
  readonly units?: readonly string[];
  /** The decision it is about. */
  readonly decision?: string;
};

/** Says it as JSON where that is asked for, else in a line for people. */
export function sayAnswer(
  answered: Answered,
  text: string,
  { json, io }: { readonly json: boolean | undefined; readonly io: Io },
): void {
  io.stdout.write(json === true ? toJsonText(answered) : `${text}\n`);
}
