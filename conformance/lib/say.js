// The words of codex's event stream, for programs that speak it badly.

/** Prints one event as a line. */
export const say = (event) => {
  process.stdout.write(line(event));
};

/** One event as it is printed. */
export const line = (event) => `${JSON.stringify(event)}\n`;

/** Something the agent says. */
export const message = (text) =>
  say({
    type: 'item.completed',
    item: { id: 'item_1', type: 'agent_message', text },
  });

/** A tool that was run, and what it printed. */
export const tool = (output) => ({
  type: 'item.completed',
  item: {
    id: 'item_0',
    type: 'command_execution',
    command: 'cat file',
    aggregated_output: output,
    exit_code: 0,
    status: 'completed',
  },
});

/** The end of a turn that went well. */
export const finish = () =>
  say({
    type: 'turn.completed',
    usage: { input_tokens: 10, cached_input_tokens: 0, output_tokens: 2 },
  });

/** The whole of a good answer. */
export const answer = () => {
  message('done');
  finish();
};

/** The number behind `--name=` among the arguments. */
export const numberAt = (name, fallback) => {
  const flag = process.argv.find((arg) => arg.startsWith(`--${name}=`));
  return flag === undefined ? fallback : Number(flag.split('=')[1]);
};

/** Prints at the pace of whoever reads it. */
export const print = (chunk) =>
  new Promise((resolve) => {
    process.stdout.write(chunk, resolve);
  });
