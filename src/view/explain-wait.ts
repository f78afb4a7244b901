import { claimsOf, usersOf } from '../engine/schedule/claims.ts';
import { nextAttempt } from '../engine/schedule/next-attempt.ts';
import { isHolding, runsAlone } from '../engine/schedule/readiness.ts';
import type { Situation } from '../engine/situation.ts';
import { surveyOf } from '../engine/schedule/survey-of.ts';
import { unreachable } from '../lib/unreachable.ts';
import type { Decision } from '../model/decision.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { findUnit } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { findCollisions } from '../plan/collisions.ts';
import { runningAttempts } from './attempts.ts';
import { decideCommand, headlineOf, openDecisions } from './decisions.ts';
import type { Explanation } from './plan/explain-plan.ts';
import { count, formatTime } from './format.ts';
import { isSettled, statusLook } from './status-look.ts';
import { waitReason } from './waits.ts';

/** A moment of a run, and the flags that name it in a command. */
export type Look = Situation & { readonly flags: readonly string[] };

/**
 * Everything that has to do with when a unit goes on: what it waits for now,
 * and all it depends on or shares with others. Undefined where there is no such
 * unit.
 */
export function explainWait(id: string, look: Look): Explanation | undefined {
  const unit = findUnit(look.state, id as TaskId);
  if (unit === undefined) return undefined;
  const isOpen = !isSettled(unit.status);
  const decisions = isOpen ? decisionsAbout(unit, look.state) : [];
  return {
    task_id: unit.plan.task_id,
    description: unit.plan.description,
    sentences: [
      nowSentence(unit, look),
      ...decisionSentences(decisions),
      ...dependencySentences(unit, look),
      ...(isOpen ? fileSentences(unit, look) : []),
      ...(isOpen ? resourceSentences(unit, look) : []),
      ...(isOpen ? agentSentences(unit, look) : []),
    ],
    answers: decisions.flatMap((decision) =>
      decision.options.map((option) => ({
        label: option.label,
        command: decideCommand(decision, option, look.flags),
      })),
    ),
  };
}

const sentence = (text: string): string =>
  /[.:]$/.test(text) ? text : `${text}.`;

const capital = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1);

const words = (unit: Unit): string => statusLook(unit.status).word;

/** Where it stands, and why it does not go on. */
function nowSentence(unit: Unit, { state, limits, now }: Look): string {
  const runs = runningAttempts(unit).map(
    ({ role, n, backend, started_at }) =>
      `${role} ${n} (${backend}) since ${formatTime(started_at)}`,
  );
  const reason = waitReason(state, unit.plan.task_id, { limits, now });
  const what =
    runs.length > 0
      ? `runs ${runs.join(' and ')}`
      : unit.is_checking
        ? 'its checks run'
        : reason === null
          ? ''
          : reason.text;
  const status = capital(words(unit));
  return sentence(what === '' ? status : `${status}. Now: ${what}`);
}

const decisionSentences = (decisions: readonly Decision[]): readonly string[] =>
  decisions.map((decision) =>
    sentence(`Decision ${decision.id}: ${headlineOf(decision)}`),
  );

/** Open decisions about the unit, or that it waits for. */
const decisionsAbout = (unit: Unit, state: State): readonly Decision[] =>
  openDecisions(state).filter(
    ({ id, task_id }) =>
      task_id === unit.plan.task_id ||
      (unit.status === 'blocked' && unit.freed_by === id),
  );

function dependencySentences(
  { plan }: Unit,
  { state }: Look,
): readonly string[] {
  if (plan.dependencies.length === 0) return ['It depends on nothing.'];
  const named = plan.dependencies.map((id) => {
    const other = findUnit(state, id);
    return `${id} (${other === undefined ? 'done before' : words(other)})`;
  });
  return [
    sentence(`It depends on ${named.join(', ')}`),
    ...plan.why.map((why) => sentence(capital(why))),
  ];
}

/** Which files it has, and with whom it shares them. */
function fileSentences(unit: Unit, look: Look): readonly string[] {
  const { state } = look;
  const { manifest, assignment } = unit.plan;
  const list = (paths: readonly string[]): string =>
    paths.length === 0 ? 'nothing' : paths.join(', ');
  const own = sentence(
    `Its files (${manifest}): writes ${list(assignment.writes)}; reads ${list(assignment.reads)}`,
  );
  const others = [...(state.apart.get(unit.plan.task_id) ?? [])].flatMap(
    (id) => findUnit(state, id) ?? [],
  );
  return [
    ...(manifest === 'none' ? [] : [own]),
    ...(unit.grown_writes.length === 0
      ? []
      : [sentence(`It wrote beside its manifest: ${list(unit.grown_writes)}`)]),
    ...(runsAlone(unit, state)
      ? ['It runs alone: its files are not known well enough.']
      : []),
    ...others
      .filter((other) => !isSettled(other.status))
      .map((other) => sharedSentence(unit, other, look)),
  ];
}

function sharedSentence(unit: Unit, other: Unit, { state }: Look): string {
  const { collisions } = findCollisions(
    [unit, other].map(({ plan }) => ({ id: plan.task_id, ...plan.assignment })),
    { foldCase: state.run?.folds_case === true, isOrdered: () => false },
  );
  const files = collisions.flatMap(({ paths }) =>
    paths.map(({ a, b }) => (a === b ? a : `${a} and ${b}`)),
  );
  const holds = isHolding(other) ? ', holds them' : '';
  return sentence(
    `It never runs beside ${other.plan.task_id} (${words(other)}${holds}): ${[...new Set(files)].join(', ')}`,
  );
}

function resourceSentences(unit: Unit, look: Look): readonly string[] {
  const { limits } = look;
  const users = usersOf(look);
  const use = (name: string, what: string): string => {
    const taken = users.get(name) ?? [];
    return sentence(
      `${what} ${name} (${limits.resources[name]?.slots ?? 1} at a time): ${taken.length === 0 ? 'free' : `in use by ${taken.join('; ')}`}`,
    );
  };
  return [
    ...claimsOf(unit, look).map((name) => use(name, 'Its agent needs')),
    ...(limits.hasChecks ? limits.checkResources : []).map((name) =>
      use(name, 'The checks need'),
    ),
  ];
}

/** Slots, and who would be next. */
function agentSentences(unit: Unit, look: Look): readonly string[] {
  const { limits } = look;
  const { running } = surveyOf(look).underway();
  const slots = Number.isFinite(limits.jobs)
    ? [`${running} of ${count(limits.jobs, 'slot')} taken.`]
    : [];
  const next = nextAttempt(unit, look);
  if (next === null) return slots;
  const { role, choice } = next;
  switch (choice.type) {
    case 'free':
      return [...slots, `Next: ${role} by ${choice.backend}.`];
    case 'paused':
      return [
        ...slots,
        `Next: ${role} by ${choice.backend}, which pauses until ${formatTime(choice.until)}.`,
      ];
    case 'none':
      return [
        ...slots,
        `Nobody is there for ${role}:`,
        ...choice.why.map((why) => sentence(why)),
      ];
    default:
      return unreachable(choice);
  }
}
