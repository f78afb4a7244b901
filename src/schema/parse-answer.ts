import assignmentSchema from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import orchestrateSchema from '../../references/answer-schemas/orchestrate.json' with { type: 'json' };
import reportSchema from '../../references/answer-schemas/report.json' with { type: 'json' };
import verdictSchema from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import { err, ok, type Result } from '../lib/result.ts';
import type { AssignmentAnswer } from '../model/assignment.ts';
import type { WorkerReport } from '../model/attempt.ts';
import type { Verdict } from '../model/finding.ts';
import type { OrchestrateAnswer } from '../model/tick.ts';
import { findCandidates } from './find-json.ts';
import { readJson } from './parse-json.ts';
import { validator, type JsonSchema, type Validator } from './validator.ts';

/** What each kind of attempt has to answer. */
export type Answers = {
  readonly assignment: AssignmentAnswer;
  readonly report: WorkerReport;
  readonly verdict: Verdict;
  readonly orchestrate: OrchestrateAnswer;
};

export type AnswerKind = keyof Answers;

type Contract = {
  readonly schema: JsonSchema;
  readonly validate: Validator;
  /** A key that only this answer has: whatever carries it is meant as one. */
  readonly telltale: string;
};

const contract = (schema: JsonSchema, telltale: string): Contract => ({
  schema,
  validate: validator(schema, { dropUnknown: true }),
  telltale,
});

const CONTRACTS: Readonly<Record<AnswerKind, Contract>> = {
  assignment: contract(assignmentSchema, 'dispatch_units'),
  report: contract(reportSchema, 'status'),
  verdict: contract(verdictSchema, 'severity'),
  orchestrate: contract(orchestrateSchema, 'actions'),
};

/** The schema of an answer as its file in references/ holds it. */
export const answerSchema = (kind: AnswerKind): JsonSchema =>
  CONTRACTS[kind].schema;

/**
 * Finds the answer in an agent's last message: the last JSON in it that is
 * valid. Prose counts for nothing, and neither does an earlier valid block when
 * a later one was meant as the answer and is broken: an example quoted from the
 * prompt must not become an approval. The errors are written for the agent.
 */
export function parseAnswer<Kind extends AnswerKind>(
  kind: Kind,
  message: string,
): Result<Answers[Kind], readonly string[]> {
  const { validate, telltale } = CONTRACTS[kind];
  for (const candidate of findCandidates(message).toReversed()) {
    const value = readJson(candidate.text);
    if (!value.ok) {
      if (!candidate.text.includes(`"${telltale}"`)) continue;
      const { message: fault, place } = value.error;
      const line = candidate.line + place.line - 1;
      return err([`not JSON: ${fault} (line ${line} of the answer)`]);
    }
    const issues = validate(value.value);
    // The schema says the same as the type: a test compares them.
    if (issues.length === 0) return ok(value.value as Answers[Kind]);
    if (isMeant(value.value, telltale))
      return err(issues.map((issue) => issue.message));
  }
  return err([
    `no JSON object with "${telltale}" was found in the last message`,
  ]);
}

const isMeant = (value: unknown, telltale: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, telltale);
