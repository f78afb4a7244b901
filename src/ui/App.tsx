import { Box, Static, Text, useInput } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import type { LiveModel } from '../view/live/live.ts';
import type { Tone } from '../view/status-look.ts';
import { frameLines } from './frame.ts';
import type { Screen } from './frame.ts';
import type { Line, Segment } from './line.ts';
import type { Key } from './look.ts';

/** Everything the live view is drawn from. */
export type AppProps = {
  readonly model: LiveModel;
  readonly screen: Screen;
  /** Lines that are told once and stay above the live region; only ever added to. */
  readonly told: readonly string[];
  readonly isColoured: boolean;
  /** Null where the input is no terminal: raw mode would end the process. */
  readonly onKey: ((key: Key) => void) | null;
  /** Nothing live any more: only what was told stays. */
  readonly isEnded: boolean;
};

/** The live view: what was told, then one frame that changes in place. */
export function App(props: AppProps): ReactNode {
  const { model, screen, told, isColoured, onKey, isEnded } = props;
  return (
    <>
      <Told lines={told} />
      {isEnded ? null : (
        <Box flexDirection="column">
          {frameLines(model, screen).map((line, at) => (
            <LineText key={at} line={line} isColoured={isColoured} />
          ))}
        </Box>
      )}
      {onKey === null ? null : <Keys onKey={onKey} />}
    </>
  );
}

/** Drawn again only when a line came: ink draws at once, past its limit of frames, whenever this is. */
const Told = memo(function Told(props: {
  readonly lines: readonly string[];
}): ReactNode {
  return (
    <Static items={[...props.lines]}>
      {(line, at) => <Text key={at}>{line}</Text>}
    </Static>
  );
});

function LineText(props: {
  readonly line: Line;
  readonly isColoured: boolean;
}): ReactNode {
  const { line, isColoured } = props;
  return (
    <Text wrap="truncate-end">
      {line.map((segment, at) => (
        <Text key={at} {...lookOf(segment, isColoured)}>
          {segment.text}
        </Text>
      ))}
    </Text>
  );
}

const COLOURS: Readonly<Record<Exclude<Tone, 'quiet'>, string>> = {
  active: 'cyan',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
};

/** Bold and dim are no colours; they stay where colours are not wanted. */
function lookOf(
  { tone, isBold = false }: Segment,
  isColoured: boolean,
): { bold: boolean; dimColor: boolean; color?: string } {
  const look = { bold: isBold, dimColor: tone === 'quiet' };
  return tone === undefined || tone === 'quiet' || !isColoured
    ? look
    : { ...look, color: COLOURS[tone] };
}

function Keys({ onKey }: { readonly onKey: (key: Key) => void }): ReactNode {
  useInput((input, key) => {
    if (key.upArrow) onKey('up');
    else if (key.downArrow) onKey('down');
    else if (key.pageUp) onKey('page_up');
    else if (key.pageDown) onKey('page_down');
    else if (key.escape) onKey('escape');
    else if (key.return) onKey('enter');
    else if (key.backspace || key.delete) onKey('erase');
    else if (key.ctrl && input === 'c') onKey('interrupt');
    else if (!key.ctrl && !key.meta) onKey({ text: input });
  });
  return null;
}
