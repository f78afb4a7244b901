import type { Section } from './draft.ts';
import type { Segment, Stage } from './order.ts';
import { sequenceEdges } from './order-sequence.ts';
import type { SequenceFacts } from './order-sequence.ts';
import type { UnitDraft } from './unit-roots.ts';

/** Where a unit stands, and what the file says about its phases. */
export type PhaseFacts = SequenceFacts & {
  readonly sectionOf: (unit: UnitDraft) => Section | null;
  /** The file says that user stories do not wait for each other. */
  readonly freeStories: boolean;
  /** Tasks of one phase follow each other unless marked parallel. */
  readonly ordered: boolean;
};

/** Groups units by the phase heading they stand under, phases in file order. */
export function phaseStages(
  units: readonly UnitDraft[],
  facts: PhaseFacts,
): Stage[] {
  const phases = new Map<Section | null, UnitDraft[]>();
  for (const unit of units) {
    const phase = phaseOf(facts.sectionOf(unit), facts.ordered);
    const list = phases.get(phase);
    if (list === undefined) phases.set(phase, [unit]);
    else list.push(unit);
  }
  const stages: { segments: Segment[]; why: string; stories: boolean }[] = [];
  for (const [phase, list] of phases) {
    const edges = facts.ordered ? sequenceEdges(list, facts) : [];
    const segment = { units: list, edges };
    const story = facts.freeStories && /\buser stor/iu.test(phase?.words ?? '');
    const before = stages.at(-1);
    const why = `phases: "${nameOf(phase)}" follows what stands before it`;
    if (story && before?.stories === true) before.segments.push(segment);
    else stages.push({ segments: [segment], why, stories: story });
  }
  return stages;
}

/** The heading that groups: `Phase N` of spec-kit, else the outermost numbered one. */
function phaseOf(section: Section | null, spelled: boolean): Section | null {
  let found: Section | null = null;
  for (let at = section; at !== null; at = at.outer) {
    const isPhase = spelled
      ? /^\W*phase\b/iu.test(at.words)
      : at.depth > 1 || at.head.id !== null;
    if (at.heading !== null && isPhase) found = at;
  }
  return found;
}

const nameOf = (phase: Section | null): string =>
  phase === null ? 'the start' : phase.words.replace(/[*_`]/g, '').slice(0, 60);
