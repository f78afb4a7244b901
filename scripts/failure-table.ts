import {
  FAILURE_POLICIES,
  MAX_BACKOFF_MS,
} from '../src/engine/backends/failures.ts';
import { MOST_BACKEND_MISSES } from '../src/engine/backends/failover.ts';
import { FAILURE_TYPES } from '../src/model/failure.ts';
import type { FailureType } from '../src/model/failure.ts';

const MEANINGS: Readonly<Record<FailureType, string>> = {
  auth: 'the CLI has no login, or its key is refused',
  rate_limit: 'too many requests for a while',
  usage_cap: 'a quota or a credit is used up',
  network: 'the service cannot be reached, or breaks off',
  timeout: 'the attempt took longer than `timeout` allows',
  idle: 'no word, no processor time and no file changed for a while',
  crash: 'the CLI ended with an error of its own',
  missing_binary: 'the CLI is not on PATH',
  bad_output: 'it ended without an answer that can be read',
  no_changes: 'it says it is done, and nothing changed',
  manifest_violation: 'it wrote beside a strict manifest',
  check_failed: 'a check is red',
  review_findings: 'a reviewer found something critical or major',
  review_error: 'a reviewer gave no valid verdict',
  merge_conflict: 'the work and what was integrated meanwhile meet',
  host_suspended: 'the computer slept meanwhile',
  canceled: 'its process was ended from outside',
};

const seconds = (ms: number): string => (ms === 0 ? '' : `${ms / 1_000} s`);

/** references/failures.md, from the table that the engine obeys. */
export function failuresMarkdown(): string {
  return [
    '# Failure classes',
    '',
    'Generated from `src/engine/backends/failures.ts` by `npm run references`: one policy a class.',
    '',
    '| class | what happened | policy | again with the same backend | first pause | counts as |',
    '| --- | --- | --- | --- | --- | --- |',
    ...FAILURE_TYPES.map((type) => {
      const { policy, retries, backoffMs, scope, isInfrastructure } =
        FAILURE_POLICIES[type];
      return `| ${type} | ${MEANINGS[type]} | ${policy} | ${scope === 'backend' ? 'when it is open again' : retries} | ${seconds(backoffMs)} | ${isInfrastructure ? 'infrastructure' : 'work'} |`;
    }),
    '',
    '## What the words mean',
    '',
    '- **Infrastructure** says something about the machinery and nothing about the work: it is never a fix attempt and never a finding. Attempts, infrastructure failures in a row and fix attempts are counted apart.',
    `- **Pauses** double with each failure of the class in a row, up to ${MAX_BACKOFF_MS / 60_000} minutes. Half of a pause is the same for all, the other half is spread by the attempt's id. A time that the service names itself is believed instead.`,
    "- **A backend that pauses or is closed** does so with all its models and for everybody: a limit is the account's, not the unit's. Whoever is next in the role (`roles` in the config) takes over at once; where nobody is there, units wait until the pause ends. A rate limit also halves how many agents of that CLI run at once; each success allows one more.",
    "- **Closed** ends with a person's `retry`, with a success, or with the next start.",
    `- **Nobody left** is a decision, never a wait without an end: one for all units that need the same CLIs. ${MOST_BACKEND_MISSES + 1} limits in a row are one, too.`,
    "- Tries are counted by class over all backends of a unit, so that the next backend gets one try and not all of them again. A person's answer starts the count anew.",
    "- **Reviews**: a reviewer that cannot answer is neither an approval nor a finding; the next one is asked. A reviewer runs another vendor's models than the agents whose work it looks at; a pause of up to fifteen minutes is waited for, then one of the author's own vendor reviews and `independent_review` is false.",
    '',
    '## Budgets',
    '',
    '`--max-tokens`, `--max-cost` and `--max-duration` (`budgets` in the config) are looked at before each start of an agent. When one is used up nothing new starts, what runs may end, and one decision of kind `budget` is opened, with what each backend used and what is left to do; without a terminal the run ends with exit code 2.',
    '`retry` grants as much again, counted from then. A start with a higher limit answers the question by itself. Time is counted from each start anew. What a CLI does not price itself is priced by `budgets.prices`, by entry (`codex:gpt-5`) or by CLI; what neither knows counts as nothing, and the summary says how many attempts named no cost.',
    '',
  ].join('\n');
}
