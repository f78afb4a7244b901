import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts';
import {
  buildFinding,
  buildState,
  completedUnit,
} from '../../helpers/build-state.ts';
import { dataOf, mixedRun } from '../report-run.ts';

describe('the Markdown report', () => {
  test('says how the run stands, what to decide with which command, and what is left', () => {
    const text = markdownReport(dataOf(mixedRun()));
    expect(text).toMatch(/^## Not over yet: \.kiro\/specs\/demo\n/u);
    expect(text).toContain('**1 of 6 units completed**');
    expect(text).toContain('- **D1** (2.1): ');
    expect(text).toContain(
      '`orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo`',
    );
    expect(text).toContain('- 2.1 (critical): ');
    expect(text).toContain('| ✓ | 1.1 | 1 (completed) |');
  });

  test('shows text of specs and agents as it is: no HTML, image, link or mention', () => {
    const text = markdownReport(dataOf(mixedRun()));
    const html = marked.parse(text, { async: false });
    expect(html).not.toMatch(/<(?:img|script|a)\b/u);
    expect(html).toContain('&lt;script&gt;');
    // Code hosts look for these in the text that they show.
    const shown = html
      .replaceAll('&#39;', "'")
      .replaceAll(/&#(\d+);/gu, (_, code: string) =>
        String.fromCodePoint(Number(code)),
      );
    expect(shown).toContain('@\u200boctocat');
    expect(shown).not.toMatch(/@octocat|#12\b/u);
    expect(text).not.toMatch(/[\u0000\u0008\u001b]/u);
  });

  test('is cut at a line and says so where there is no room, and is nothing where there is none', () => {
    const deferred = Array.from({ length: 400 }, (_, n) =>
      buildFinding({ fingerprint: `f${n}`, description: 'ü'.repeat(100) }),
    );
    const data = dataOf(buildState([completedUnit('1', { deferred })]));
    const whole = markdownReport(data);
    const bytes = Buffer.byteLength(whole);
    expect(markdownReport(data, bytes)).toBe(whole);
    const cut = markdownReport(data, bytes - 1);
    expect(Buffer.byteLength(cut)).toBeLessThan(bytes);
    const [note, above] = cut.trimEnd().split('\n').reverse();
    expect(note).toContain('`orchestration-loop report --spec');
    expect(whole).toContain(`${above ?? '-'}\n`);
    expect(markdownReport(data, 40)).toBe('');
    expect(markdownReport(data, -5)).toBe('');
  });
});
