import { createHash, randomUUID } from 'node:crypto';
import { objects, type JsonObject } from './json.ts';
import type { ToolCall } from './scenario.ts';

type WriteFile = Extract<ToolCall, { name: 'write_file' }>;

const hasTool = (body: JsonObject, name: string): boolean =>
  objects(body['tools']).some((tool) => tool['name'] === name);

const patch = (path: string, content: string): string =>
  [
    '*** Begin Patch',
    `*** Add File: ${path}`,
    ...content
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `+${line}`),
    '*** End Patch',
    '',
  ].join('\n');

/** A line that the text does not have, so that a heredoc can end with it. */
const heredocEnd = (body: string): string =>
  `END_${createHash('sha256').update(body).digest('hex').slice(0, 12)}`;

const patchInShell = (tool: WriteFile): string => {
  const body = patch(tool.path, tool.content);
  const end = heredocEnd(body);
  return `apply_patch <<'${end}'\n${body}${end}`;
};

const program = (tool: ToolCall): string =>
  tool.name === 'write_file'
    ? `text(await tools.apply_patch(${JSON.stringify(patch(tool.path, tool.content))}))`
    : `text(JSON.stringify(await tools.exec_command({cmd: ${JSON.stringify(tool.command)}})))`;

/**
 * A call in the shape the model's slug is offered: gpt-5.5 has a free-form
 * apply_patch, unknown slugs only a shell, newer ones one tool that runs code.
 */
export const toolItem = (tool: ToolCall, body: JsonObject): JsonObject => {
  const base = { id: `ctc_${randomUUID()}`, call_id: `call_${randomUUID()}` };
  const custom = (name: string, input: string): JsonObject => ({
    type: 'custom_tool_call',
    ...base,
    name,
    input,
  });
  const writes = tool.name === 'write_file';
  if (writes && hasTool(body, 'apply_patch'))
    return custom('apply_patch', patch(tool.path, tool.content));
  if (!hasTool(body, 'exec_command')) return custom('exec', program(tool));
  return {
    type: 'function_call',
    ...base,
    name: 'exec_command',
    arguments: JSON.stringify({
      cmd: writes ? patchInShell(tool) : tool.command,
    }),
  };
};
