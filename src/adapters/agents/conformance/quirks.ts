import type { AnswerKind } from '../../../ports/agents.ts';

/** A habit of real CLIs, as a program that has it and nothing else. */
export type Quirk = {
  /** Name of the executable below conformance/bin. */
  readonly name: string;
  /** What it does, for people. */
  readonly title: string;
  /** What has to come of it, as `seenOf` spells it. */
  readonly expected: string;
  readonly answer?: AnswerKind;
  /** It never ends by itself: it is stopped once it has said something. */
  readonly isStopped?: true;
};

/** The quirks of the kit; one that needs long comes first. */
export const QUIRKS: readonly Quirk[] = [
  {
    name: 'slow-start',
    title: 'needs half a minute to start',
    expected: 'answered',
  },
  {
    name: 'prints-much',
    title: 'prints a gigabyte',
    expected: 'answered',
  },
  {
    name: 'endless-line',
    title: 'prints a line of 50 MB',
    expected: 'answered',
  },
  {
    name: 'waits-for-stdin',
    title: 'waits for the end of its input',
    expected: 'answered',
  },
  {
    name: 'broken-utf8',
    title: 'prints invalid UTF-8',
    expected: 'answered',
  },
  {
    name: 'torn-json',
    title: 'prints JSON torn in the middle, and goes on',
    expected: 'answered',
  },
  {
    name: 'torn-end',
    title: 'breaks off within its last event',
    expected: 'crash',
  },
  {
    name: 'says-nothing',
    title: 'exits 0 with nothing said',
    expected: 'crash',
  },
  {
    name: 'error-event',
    title: 'exits 0 with an error event',
    expected: 'rate_limit',
  },
  {
    name: 'ignores-term',
    title: 'ignores TERM',
    expected: 'canceled, ended by KILL',
    isStopped: true,
  },
  {
    name: 'holds-pipe',
    title: 'leaves a process in its own session that holds the pipe',
    expected: 'answered, ended by TERM',
  },
  {
    name: 'double-forks',
    title: 'forks twice and leaves a daemon',
    expected: 'answered, ended by TERM',
  },
  {
    name: 'quotes-approval',
    title: 'prints an approving verdict while it quotes the prompt',
    expected: 'no verdict',
    answer: 'verdict',
  },
];
