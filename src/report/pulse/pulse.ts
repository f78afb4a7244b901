import { oneLine } from '../../view/terminal-text.ts';
import { mergeBlocks } from './generated-blocks.ts';
import type { GeneratedBlock } from './generated-blocks.ts';
import { anchorLines, mentalModelLines, narrativeLines } from './blocks.ts';
import type { PulseData } from './pulse-data.ts';
import { coverageLines } from './coverage.ts';
import { riskLines } from './risks.ts';
import { statusLines } from './status.ts';

/**
 * PROJECT_PULSE.md, brought up to date: the generated parts are written anew
 * and everything a person or an agent wrote beside them stays.
 */
export const renderPulse = (
  previousText: string | null,
  data: PulseData,
): string => mergeBlocks(previousText, pulseBlocks(data));

const pulseBlocks = (data: PulseData): readonly GeneratedBlock[] => [
  {
    name: 'status',
    heading: `# Project Pulse: ${oneLine(data.spec_name)}`,
    matches: /^# /,
    lines: statusLines(data),
  },
  {
    name: 'mental-model',
    heading: '## 🟢 Mental Model',
    matches: /🟢|^#+ Mental Model\b/i,
    lines: [...mentalModelLines(data), ...coverageLines(data)],
  },
  {
    name: 'narrative-delta',
    heading: '## 🟡 Narrative Delta',
    matches: /🟡|^#+ Narrative Delta\b/i,
    lines: narrativeLines(data),
  },
  {
    name: 'risks-and-debt',
    heading: '## 🔴 Risks & Debt',
    matches: /🔴|^#+ Risks (?:&|and) Debt\b/i,
    lines: riskLines(data),
  },
  {
    name: 'semantic-anchors',
    heading: '## 🔗 Semantic Anchors',
    matches: /🔗|^#+ Semantic Anchors\b/i,
    lines: anchorLines(data),
  },
];
