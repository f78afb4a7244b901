// Writes references/task-state-machine.md from the table the engine obeys.
import { writeFileSync } from 'node:fs';
import { stateMachineMarkdown } from './state-machine.ts';

writeFileSync('references/task-state-machine.md', stateMachineMarkdown());
