import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const DEMO = join(import.meta.dirname, '..');
const SCRIPT = JSON.parse(readFileSync(join(DEMO, 'script.json'), 'utf8'));

/**
 * The part an agent plays in answer to a prompt: what it says, which files it
 * writes, what it answers and how long it takes. An error is a turn that fails.
 */
export function partFor(asked) {
  if (asked.role === 'assign') return assign(asked);
  if (asked.role === 'review') return review(asked);
  const unit = SCRIPT.units[asked.unit];
  if (unit === undefined) {
    return { error: `the demo has no unit ${JSON.stringify(asked.unit)}` };
  }
  if (asked.role === 'implement') return implement(asked, unit);
  if (asked.role === 'fix') return fix(asked, unit);
  if (asked.role === 'integrate') return integrate(asked, unit);
  return { error: `the demo has no role ${JSON.stringify(asked.role)}` };
}

/** Answers for the units that were asked about, and no other. */
function assign({ units }) {
  const { ms, says, answer } = SCRIPT.assign;
  const dispatch_units = answer.dispatch_units.filter(({ task_id }) =>
    units.includes(task_id),
  );
  return { ms, says, files: [], answer: { ...answer, dispatch_units } };
}

function implement(asked, { ms, says, summary }) {
  return {
    ms,
    says,
    files: [
      ...filesOf(asked.unit, 'implement'),
      ...asked.subtasks.flatMap((id) => filesOf(asked.unit, `subtask-${id}`)),
    ],
    answer: report(asked, summary),
  };
}

/** A fix without the finding it is for would be a guess. */
function fix(asked, unit) {
  if (unit.fix === undefined) return implement(asked, unit);
  const { ms, needs, says, summary } = unit.fix;
  if (!asked.text.includes(needs)) {
    const reason = 'the prompt does not say what is wrong';
    const answer = { ...report(asked, reason), status: 'failed', reason };
    return { ms, says: 'What is wrong?', files: [], answer };
  }
  const files = filesOf(asked.unit, 'fix');
  return { ms, says, files, answer: report(asked, summary) };
}

/** The unit's own files as they are in the end. */
function integrate(asked, unit) {
  const part = implement(asked, unit);
  const files = new Map([...part.files, ...filesOf(asked.unit, 'fix')]);
  return { ...part, files: [...files] };
}

/** Looks at the diff it is shown: what the script objects to has to be in it. */
function review({ unit: id, added }) {
  const { reviews = [], approval } = SCRIPT.units[id] ?? {};
  const objection = reviews.find(({ when_added }) =>
    added.some((line) => line.includes(when_added)),
  );
  const verdict = objection ?? {
    severity: 'none',
    summary: approval ?? 'Everything fits together.',
    issues: [],
  };
  const { severity, summary, issues } =
    added.length > 0 || SCRIPT.units[id] === undefined ? verdict : NOTHING;
  return {
    ms: SCRIPT.review_ms,
    says: 'Reading the change.',
    files: [],
    answer: {
      task_id: id,
      severity,
      summary,
      details: `${added.length} added lines read against the requirements.`,
      issues,
    },
  };
}

const NOTHING = {
  severity: 'major',
  summary: 'There is no change to review.',
  issues: [
    {
      severity: 'major',
      description:
        'The prompt holds no diff, so nothing of this unit is there.',
      file: null,
      line: null,
    },
  ],
};

const report = ({ subtasks }, summary) => ({
  status: 'completed',
  summary,
  subtasks: subtasks.map((task_id) => ({ task_id, status: 'completed' })),
});

/** Pairs of path and content below answers/UNIT/FOLDER. */
function filesOf(unit, folder) {
  const root = join(DEMO, 'answers', unit, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')]);
}
