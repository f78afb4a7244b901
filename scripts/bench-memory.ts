import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createAgents } from '../src/adapters/agents/create-agents.ts';
import { boundHeap } from '../src/adapters/process/bound-heap.ts';
import { createAgentProcesses } from '../src/adapters/process/create-processes.ts';
import { createEdge } from '../src/adapters/process/edge.ts';
import { answerSchema } from '../src/schema/parse-answer.ts';

// How much memory the runner takes while many agents print much at once:
// `npm run bench:memory -- [AGENTS] [MB EACH]`.

const MB = 1024 * 1024;
const LIMIT_MB = 200;
const SAMPLE_MS = 20;
const agentCount = Number(process.argv[2] ?? 20);
const megabytes = Number(process.argv[3] ?? 200);

const rssMb = (): number => process.memoryUsage.rss() / MB;

boundHeap();
const scratch = await mkdtemp(join(tmpdir(), 'ol-memory-'));
const { env } = process;
const agents = createAgents({
  processes: createAgentProcesses(createEdge({ env })),
  attemptsDir: join(scratch, 'attempts'),
  env,
  config: {
    codex: {
      command: resolve('conformance/bin/prints-much'),
      args: [`--bytes=${megabytes * MB}`],
    },
  },
  schemas: {
    assignment: answerSchema('assignment'),
    report: answerSchema('report'),
    verdict: answerSchema('verdict'),
    orchestrate: answerSchema('orchestrate'),
  },
});

const before = rssMb();
const seen = { peak: before };
const sampling = setInterval(() => {
  seen.peak = Math.max(seen.peak, rssMb());
}, SAMPLE_MS);
const startedAt = performance.now();
const results = await Promise.all(
  Array.from({ length: agentCount }, (_, n) =>
    agents.run(
      {
        backend: 'codex',
        role: 'implement',
        task_id: String(n),
        n: 1,
        run_id: 'bench',
        spec_path: 'bench',
        mark: `ol-bench-${process.pid}-${n}`,
        cwd: scratch,
        prompt: 'Print.\n',
        answer: 'report',
        session_id: null,
        log_name: `bench-${n}`,
        timeoutMs: 3_600_000,
      },
      {
        signal: new AbortController().signal,
        onActivity: () => undefined,
      },
    ),
  ),
);
clearInterval(sampling);
const seconds = (performance.now() - startedAt) / 1000;
await rm(scratch, { recursive: true, force: true });

const good = results.filter(({ outcome }) => outcome.type === 'answered');
console.log(
  `${agentCount} agents, ${megabytes} MB each, ${seconds.toFixed(1)} s: ` +
    `${before.toFixed(0)} MB before, ${seen.peak.toFixed(0)} MB at most, ` +
    `${good.length} answered`,
);
if (seen.peak > LIMIT_MB || good.length < agentCount) {
  console.error(`at most ${LIMIT_MB} MB, and all have to answer`);
  process.exitCode = 1;
}
