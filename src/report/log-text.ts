import type { LogEntry } from '../view/log-entry.ts';
import { cleanText, oneLine } from '../view/terminal-text.ts';
import { toJsonLine } from './lines/ndjson.ts';
import { plainLine } from './lines/plain.ts';

/** Writes entries as lines, one after the other: a day is named where it changes. */
export type LogText = (entry: LogEntry) => readonly string[];

/** Lines for a person: the time before what happened, the attempt before what it printed. */
export function createLogText(options: { readonly colour: boolean }): LogText {
  let day = '';
  return (entry) => {
    if (entry.source !== 'event') return outputLines(entry);
    const line = plainLine(entry.event, options);
    if (line === null) return [];
    const [date = '', time = ''] = entry.at.split('T');
    const header = date === day ? [] : [`${date} UTC`];
    day = date;
    return [...header, `${time.slice(0, 8)}  ${line}`];
  };
}

type Output = Extract<LogEntry, { readonly text: string }>;

/** What was printed, each line of it behind the name of who did. */
function outputLines({ attempt, source, text }: Output): readonly string[] {
  const name = oneLine(attempt);
  const lead = source === 'stderr' ? `${name} ! ` : `${name} | `;
  return visibleLines(text).map((line) => `          ${lead}${line}`);
}

/** One line of an agent as the lines it is once everything a terminal acts on is gone. */
const visibleLines = (text: string): readonly string[] =>
  cleanText(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', '  ').trimEnd())
    .filter((line) => line !== '');

/** The same for programs: one object a line, and nothing in it that a terminal acts on. */
export function logJson(entry: LogEntry): readonly string[] {
  const { source, at, unit, attempt } = entry;
  const head = { at, unit, attempt, source };
  return entry.source === 'event'
    ? [toJsonLine({ ...head, event: entry.event })]
    : visibleLines(entry.text).map((text) => toJsonLine({ ...head, text }));
}
