import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/**
 * How text, tables and lists look: one accent, tones for what is good and bad,
 * all with a contrast of 4.5 to 1 and more, by day and by night.
 */
export const PAGE_STYLE: Markup = markup`
:root {
  color-scheme: light dark;
  --paper: #fcfcfb; --card: #ffffff; --sunk: #f3f4f2; --rule: #dfe2de;
  --ink: #1a2023; --soft: #566067;
  --accent: #0c6b63; --accent-soft: #d5ebe7;
  --good: #1a6e37; --warning: #865400; --bad: #b02318;
  --added: #e3f4e6; --removed: #fbe6e3; --meant: #fff1c7;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181a; --card: #1b2023; --sunk: #22282b; --rule: #343c40;
    --ink: #e7ebe9; --soft: #a2adb1;
    --accent: #62c9bc; --accent-soft: #1d3f3b;
    --good: #74cf8d; --warning: #e6b255; --bad: #ff9285;
    --added: #17331f; --removed: #43211e; --meant: #4a3d14;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 40px 32px 64px; max-width: 1160px;
  background: var(--paper); color: var(--ink);
  font: 15px/1.55 var(--sans); overflow-wrap: anywhere;
}
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre, .hunk { font-family: var(--mono); font-size: 13px; font-variant-ligatures: none; }
pre { margin: 6px 0; padding: 10px 12px; background: var(--sunk); border-radius: 6px; white-space: pre-wrap; }
small, .note, .soft { color: var(--soft); font-size: 13px; font-weight: 400; }
.note { margin: 8px 0 0; }
h1 { margin: 2px 0 6px; font-size: 34px; line-height: 1.15; letter-spacing: -.02em; font-weight: 650; }
h2 { margin: 0 0 16px; font-size: 21px; line-height: 1.3; letter-spacing: -.01em; font-weight: 620; }
h2 small { margin-left: 8px; letter-spacing: 0; }
h3 { margin: 20px 0 8px; font-size: 15px; font-weight: 620; }
p { margin: 0 0 8px; }
ul, ol { margin: 0 0 8px; padding-left: 22px; }
section { margin-top: 56px; scroll-margin-top: 16px; }
.eyebrow { margin: 0; color: var(--soft); font-size: 13px; }
.result { margin: 0 0 14px; font-size: 19px; font-weight: 600; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); }
.active { color: var(--accent); } .quiet { color: var(--soft); }
.mark { white-space: nowrap; font-weight: 550; font-size: 14px; }
.meter { height: 6px; border-radius: 3px; background: var(--rule); overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--accent); }
dl { margin: 0; } dd { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 20px 24px; margin: 24px 0 28px; }
.facts dt, .where dt { color: var(--soft); font-size: 13px; }
.facts dd { font-size: 21px; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.facts dd small { display: block; }
.next { padding: 16px 18px; background: var(--card); border: 1px solid var(--rule); border-left: 3px solid var(--accent); border-radius: 8px; }
.next p { margin: 0; } .next b { margin-right: 6px; }
.next .note { margin-top: 8px; }
.left { margin: 24px 0 0; } .left h2 { font-size: 15px; margin: 0 0 6px; }
.left li { margin: 2px 0; } .why { color: var(--soft); }
.where { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 20px 0 0; }
nav { margin: 36px 0 0; padding: 10px 0; border-block: 1px solid var(--rule); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0; padding: 0; list-style: none; font-size: 14px; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; margin: 0 0 8px; font-size: 14px; overflow-wrap: normal; }
th { padding: 6px 14px 6px 0; text-align: left; font-weight: 550; font-size: 13px; color: var(--soft); border-bottom: 1px solid var(--rule); white-space: nowrap; }
td { padding: 7px 14px 7px 0; vertical-align: top; border-bottom: 1px solid var(--rule); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.card { margin: 0 0 14px; padding: 14px 18px; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
.card.ask { border-left: 3px solid var(--warning); }
.card h3 { margin: 4px 0 8px; }
.card > :last-child, .prose > :last-child { margin-bottom: 0; }
.head { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; margin: 0 0 6px; }
.head > span:last-child { color: var(--soft); font-size: 14px; }
.options { margin-top: 12px; } .options li { margin: 0 0 8px; }
.prose blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid var(--rule); color: var(--soft); }
.prose hr { border: 0; border-top: 1px solid var(--rule); }
details > summary { cursor: pointer; }
section > details:not(.unit, .card) { margin-top: 16px; }
section > details:not(.unit, .card) > summary { color: var(--accent); }
.unit { border-bottom: 1px solid var(--rule); color: var(--ink); }
.unit > summary { display: grid; grid-template-columns: 12px minmax(28px, max-content) minmax(0, 1fr) 126px minmax(0, 27em); gap: 2px 12px; align-items: baseline; padding: 9px 0; list-style: none; }
.unit > summary::-webkit-details-marker { display: none; }
.unit > summary::before { content: "▸"; color: var(--soft); font-size: 12px; }
.unit[open] > summary::before { content: "▾"; }
.unit > summary:hover .name { text-decoration: underline; text-underline-offset: 3px; }
.unit:target > summary { background: var(--accent-soft); }
.by { color: var(--soft); font-size: 14px; }
.unit .body, .unit > .scroll { padding: 4px 0 20px 24px; }
.subtasks { list-style: none; padding: 0; margin: 10px 0; } .subtasks .mark { font-size: 13px; }
.saying { display: grid; grid-template-columns: 104px minmax(0, 1fr); gap: 12px; padding: 4px 0; }
.saying b { font-weight: 550; font-size: 14px; color: var(--soft); }
.saying .prose p { margin: 0; }
.checks { list-style: none; padding: 0; }
.files { columns: 2 320px; list-style: none; padding: 0; }
.learned .prose { display: inline; } .learned .prose p { display: inline; }
footer { margin-top: 56px; border-top: 1px solid var(--rule); }
@media (max-width: 720px) {
  body { padding: 24px 16px 48px; }
  h1 { font-size: 27px; }
  section { margin-top: 44px; }
  .facts { grid-template-columns: 1fr 1fr; gap: 16px; margin: 20px 0; }
  .facts dd { font-size: 19px; }
  nav ul { gap: 8px 18px; }
  .card, .next { padding: 12px 14px; }
  .unit > summary { grid-template-columns: 12px max-content minmax(0, 1fr); }
  .unit > summary .mark, .unit > summary .by { grid-column: 3; }
  .unit .body { padding-left: 0; }
  .saying { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root { --paper: #fff; --card: #fff; }
  body { max-width: none; padding: 0; font-size: 12px; }
  nav { display: none; }
  section { margin-top: 28px; }
  .card, .unit > summary, tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
