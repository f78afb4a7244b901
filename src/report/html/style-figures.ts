import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** How the timeline, the graph and the diffs look. Each kind of bar differs in more than its colour. */
export const FIGURE_STYLE: Markup = markup`
figure { margin: 16px 0 0; }
.rows { display: grid; grid-template-columns: minmax(0, 230px) minmax(0, 1fr); }
.names { margin: 0; padding: 26px 12px 0 0; list-style: none; font-size: 13px; }
.names li { height: 26px; line-height: 26px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.names a { color: inherit; text-decoration: none; } .names a:hover { text-decoration: underline; }
.names b { font-weight: 600; margin-right: 4px; } .names span { color: var(--soft); }
svg { display: block; font-family: var(--sans); }
.bars { overflow: visible; }
.tick { stroke: var(--rule); stroke-width: 1; }
.time { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.pause { fill: var(--soft); font-size: 12px; text-anchor: middle; }
svg .break { fill: var(--sunk); stroke: var(--rule); stroke-dasharray: 2 3; }
.bar { fill: var(--accent); stroke: var(--accent); stroke-width: 1; }
.bar.review { fill: var(--accent-soft); }
.bar.fix { fill: var(--ink); stroke: var(--ink); }
.bar.integrate { fill: var(--soft); stroke: var(--soft); }
.bar.assign, .bar.orchestrate { fill: var(--sunk); stroke: var(--soft); }
.bar.checks { fill: var(--soft); stroke: none; }
.bar.integration { fill: var(--ink); stroke: none; }
.bar.open { stroke-dasharray: 3 3; stroke: var(--ink); }
.word { font-size: 11.5px; fill: var(--paper); pointer-events: none; }
.bar.review + .word { fill: var(--accent); }
.bar.assign + .word, .bar.orchestrate + .word { fill: var(--ink); }
.cap.bad { fill: var(--bad); stroke: var(--paper); stroke-width: 1; }
.cap.interrupted { fill: var(--paper); stroke: var(--ink); stroke-width: 1; }
.hit { fill: transparent; }
svg .wait { fill: var(--warning); }
svg .wait.dependency { fill: var(--rule); }
.reason { font-size: 11.5px; text-anchor: middle; fill: var(--soft); stroke: var(--paper); stroke-width: 7px; paint-order: stroke; pointer-events: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 12px 0 0; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.key { display: inline-block; width: 18px; height: 10px; margin-right: 6px; border-radius: 2px; border: 1px solid var(--accent); background: var(--accent); vertical-align: -1px; }
.key.review { background: var(--accent-soft); }
.key.fix { background: var(--ink); border-color: var(--ink); }
.key.integrate { background: var(--soft); border-color: var(--soft); }
.key.assign, .key.orchestrate { background: var(--sunk); border-color: var(--soft); }
.key.checks { height: 6px; background: var(--soft); border: 0; vertical-align: 2px; }
.key.integration { width: 4px; height: 12px; background: var(--ink); border: 0; }
.key.bad { width: 4px; height: 13px; background: var(--bad); border: 0; }
.key.interrupted { width: 5px; height: 13px; background: var(--paper); border-color: var(--ink); }
.key.wait { height: 2px; border: 0; background: var(--warning); vertical-align: 4px; }
.key.wait.dependency { background: var(--rule); }
.key.break { background: var(--sunk); border: 1px dashed var(--soft); }
.edge { fill: none; stroke: var(--soft); stroke-width: 1.25; opacity: .65; }
.node rect { fill: var(--card); stroke: var(--rule); stroke-width: 1.25; }
.node.good rect { stroke: var(--good); } .node.warning rect { stroke: var(--warning); }
.node.bad rect { stroke: var(--bad); stroke-width: 2; } .node.active rect { stroke: var(--accent); stroke-width: 2; }
.node .id { font-size: 13px; font-weight: 650; fill: var(--ink); }
.node .title { font-size: 12px; fill: var(--soft); }
.node .state { font-size: 12px; text-anchor: end; fill: currentColor; }
.node:hover rect { fill: var(--sunk); }
.hunk { margin: 8px 0 0; border: 1px solid var(--rule); border-radius: 6px; border-collapse: separate; border-spacing: 0; overflow: hidden; font-size: 12.5px; line-height: 1.5; }
.hunk td { padding: 0 8px; border: 0; white-space: pre; vertical-align: top; tab-size: 4; }
.hunk td:first-child { width: 1%; text-align: right; color: var(--soft); user-select: none; }
.hunk td:nth-child(2) { width: 1%; padding: 0 2px; }
.hunk .at td { padding-block: 3px; color: var(--soft); background: var(--sunk); }
.hunk .added td { background: var(--added); } .hunk .removed td { background: var(--removed); }
.hunk .meant td { background: var(--meant); } .hunk .meant td:first-child { color: var(--ink); font-weight: 700; }
@media (max-width: 720px) {
  .rows { grid-template-columns: minmax(0, 52px) minmax(0, 1fr); }
  .names { padding-right: 6px; } .names span { display: none; }
  .word, .reason { display: none; }
}
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
