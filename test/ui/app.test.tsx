import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { AppProps } from '../../src/ui/App.tsx';
import { FIRST_LOOK } from '../../src/ui/look.ts';
import { toLiveModel } from '../../src/view/live/live.ts';
import {
  at,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  runningAttempt,
} from '../helpers/build-state.ts';

// Whether there are colours at all is decided while ink loads.
vi.stubEnv('FORCE_COLOR', '1');
const { render } = await import('ink-testing-library');
const { App } = await import('../../src/ui/App.tsx');

const model = toLiveModel(
  buildState([
    completedUnit('1', { attempts: [endedAttempt('1', 'implement')] }),
    buildUnit('2', {
      status: 'in_progress',
      attempts: [runningAttempt('2', 'implement')],
    }),
    buildUnit('3', { plan: { dependencies: ['2'] } }),
  ]),
  {
    now: at(75),
    jobs: 2,
    activity: new Map(),
    isDraining: false,
    flags: [],
  },
);

const frameOf = (props: Partial<AppProps> = {}): string => {
  const app = render(
    <App
      model={model}
      screen={{
        ...FIRST_LOOK,
        columns: 100,
        rows: 24,
        selected: '2',
        details: null,
      }}
      told={['[1] completed']}
      isColoured={false}
      onKey={null}
      isEnded={false}
      {...props}
    />,
  );
  const frame = app.lastFrame() ?? '';
  app.unmount();
  return frame;
};

describe('the app', () => {
  test('draws what was told, then the frame', () => {
    expect(stripVTControlCharacters(frameOf()).replace(/ +$/gm, ''))
      .toMatchInlineSnapshot(`
        "[1] completed
        running 1m 15s  .kiro/specs/demo
        ██████░░░░░░░░░░░░░ 33 %  1/3 units · 1/2 jobs · 0 tokens
          ✓ 1  Unit 1  completed       codex  5m 00s
        › ● 2  Unit 2  in progress     codex  1m 15s   starts
          · 3  Unit 3  not started     codex           after 2
        ↑↓ select · Enter details · Esc let go · p pause · q drain · ? help"
      `);
  });

  test('leaves only what was told when it has ended', () => {
    expect(stripVTControlCharacters(frameOf({ isEnded: true })).trim()).toBe(
      '[1] completed',
    );
  });

  test('says the same with and without colours', () => {
    expect(stripVTControlCharacters(frameOf({ isColoured: true }))).toBe(
      stripVTControlCharacters(frameOf()),
    );
  });

  test('has colour codes only where colours are wanted', () => {
    const colour = /\u001b\[3[0-7]m/;
    expect(frameOf({ isColoured: true })).toMatch(colour);
    expect(frameOf()).not.toMatch(colour);
  });
});
