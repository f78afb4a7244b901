/**
 * Reads arguments the way a strict CLI does. `known` maps each flag to how many
 * values it takes (0 or 1); what is not in it is returned as `unknown`.
 */
export function readArguments(argv, known) {
  const flags = new Map();
  const words = [];
  for (let at = 0; at < argv.length; at += 1) {
    const [name, inline] = split(argv[at]);
    if (!name.startsWith('-') || name === '-') {
      words.push(argv[at]);
      continue;
    }
    const takes = known[name];
    if (takes === undefined) return { flags, words, unknown: name };
    if (takes === 0) flags.set(name, [true]);
    else {
      const value = inline ?? argv[(at += 1)];
      if (value === undefined) return { flags, words, unknown: name };
      flags.set(name, [...(flags.get(name) ?? []), value]);
    }
  }
  return { flags, words, unknown: null };
}

const split = (argument) => {
  const at = argument.indexOf('=');
  return argument.startsWith('--') && at > 0
    ? [argument.slice(0, at), argument.slice(at + 1)]
    : [argument];
};

/** All of stdin; nothing where it is a terminal. */
export async function readStdin() {
  if (process.stdin.isTTY) return '';
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
