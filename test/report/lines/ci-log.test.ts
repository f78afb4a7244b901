import { expect, test } from 'vitest';
import {
  ciGroup,
  ciService,
  inertText,
} from '../../../src/report/lines/ci-log.ts';

const group = {
  name: '2/implement-1',
  title: '2/implement-1: 100 %',
  lines: ['runs npm test', '::error::gotcha', 'says ##[add-mask]x'],
  from: '2026-01-02T10:00:00.000Z',
  to: '2026-01-02T10:05:00.000Z',
};

test('knows the two services by what they set', () => {
  expect(ciService({ GITHUB_ACTIONS: 'true' })).toBe('github');
  expect(ciService({ GITLAB_CI: 'true' })).toBe('gitlab');
  expect(ciService({ CI: 'true' })).toBeNull();
});

test('text is never a command of GitHub, wherever its marks stand', () => {
  const text = '::add-mask::x\n \t ::stop-commands::y\n##[error]z\na ##[group]';
  const inert = inertText(text, 'github');
  for (const line of inert.split('\n')) expect(line).not.toMatch(/^\s*::/u);
  expect(inert).not.toContain('##[');
  // Elsewhere, and where it is none, it stays as it is.
  expect(inertText(text, null)).toBe(text);
  const path = 'std::vector at src/a.cc::12';
  expect(inertText(path, 'github')).toBe(path);
});

test('what an attempt did is one group of GitHub, its lines inert', () => {
  expect(ciGroup(group, 'github')).toBe(
    [
      '::group::2/implement-1: 100 %25',
      'runs npm test',
      ': :error::gotcha',
      'says ## [add-mask]x',
      '::endgroup::',
      '',
    ].join('\n'),
  );
});

test('and one section of GitLab, folded, from its start to its end', () => {
  expect(ciGroup({ ...group, lines: ['runs npm test'] }, 'gitlab')).toBe(
    '\u001b[0Ksection_start:1767348000:2_implement-1[collapsed=true]\r\u001b[0K2/implement-1: 100 %\n' +
      'runs npm test\n' +
      '\u001b[0Ksection_end:1767348300:2_implement-1\r\u001b[0K\n',
  );
});
