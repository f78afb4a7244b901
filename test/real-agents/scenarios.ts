import type { Reply, Scenario, ToolCall } from './server/scenario.ts';

/** A model that uses one tool and then says what came of it. */
export const once =
  (tool: ToolCall): Scenario =>
  ({ index, toolResults }): Reply =>
    index === 0
      ? { text: 'Working.', tool }
      : { text: `done: ${toolResults.map(({ output }) => output).join('\n')}` };

/** A model that writes a file named by its prompt. */
export const writesAsTold: Scenario = ({ index, prompt }) =>
  index === 0
    ? {
        tool: {
          name: 'write_file',
          path: `${prompt.trim()}.txt`,
          content: `${prompt.trim()}\n`,
        },
      }
    : { text: `done ${prompt.trim()}` };

/** A model that only ever does this one thing. */
export const always =
  (reply: Reply): Scenario =>
  () =>
    reply;
