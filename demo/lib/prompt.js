/**
 * What a prompt asks for. The environment says it as well; where both speak,
 * the environment counts.
 */
export function readPrompt(prompt, env) {
  const block = unitBlock(prompt);
  return {
    text: prompt,
    role: env.ORCHESTRATION_ROLE ?? /^Role: (\w+)$/m.exec(prompt)?.[1] ?? '',
    unit: env.ORCHESTRATION_UNIT ?? block?.dispatch_unit_id ?? '',
    subtasks: (block?.subtasks ?? []).map(({ task_id }) => task_id),
    /** Lines that the diff under review adds. */
    added: prompt
      .split('\n')
      .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
      .map((line) => line.slice(1)),
    /** Ids the assign prompt lists. */
    units: jsonBlocks(prompt)
      .filter(Array.isArray)
      .flatMap((list) => list.map(({ task_id }) => task_id)),
  };
}

const unitBlock = (prompt) =>
  jsonBlocks(prompt).find((value) => value?.dispatch_unit_id !== undefined);

/** Every fenced block of JSON that can be read. */
function jsonBlocks(prompt) {
  const blocks = prompt.matchAll(/^(`{3,})json\n([\s\S]*?)\n\1$/gm);
  return Array.from(blocks, ([, , text]) => {
    try {
      return JSON.parse(text);
    } catch {
      // Other blocks may be anything.
      return null;
    }
  });
}
