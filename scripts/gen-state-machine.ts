// Writes references/task-state-machine.md and references/failures.md from the tables the engine obeys.
import { writeFileSync } from 'node:fs';
import { failuresMarkdown } from './failure-table.ts';
import { stateMachineMarkdown } from './state-machine.ts';

writeFileSync('references/task-state-machine.md', stateMachineMarkdown());
writeFileSync('references/failures.md', failuresMarkdown());
