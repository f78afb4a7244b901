/** A flag that takes away what keeps a CLI in bounds, or one that does so with some values. */
export type UnsafeRule = {
  readonly flag: RegExp;
  /** Values with which it does; left out where it takes none. */
  readonly value?: RegExp;
};

/** Such an argument, as it stands among the others. */
export type UnsafeArgument = {
  readonly at: number;
  /** 2 where its value is an argument of its own. */
  readonly length: 1 | 2;
  /** Flag and value, as `agents.NAME.unsafe` has to name it. */
  readonly text: string;
};

/** CLIs name what they would rather not do. */
const DANGEROUS: UnsafeRule = { flag: /^--(?:allow-)?dangerously\b/ };

/** Finds the arguments that switch a sandbox or a permission check off. */
export const findUnsafe = (
  args: readonly string[],
  rules: readonly UnsafeRule[],
): readonly UnsafeArgument[] => {
  const found: UnsafeArgument[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const length = unsafeLength(args, at, [DANGEROUS, ...rules]);
    if (length === 0) continue;
    found.push({ at, length, text: args.slice(at, at + length).join(' ') });
    at += length - 1;
  }
  return found;
};

/** The arguments without those. */
export const withoutUnsafe = (
  args: readonly string[],
  rules: readonly UnsafeRule[],
): readonly string[] => {
  const unsafe = findUnsafe(args, rules);
  return args.filter(
    (_, n) => !unsafe.some(({ at, length }) => n >= at && n < at + length),
  );
};

const unsafeLength = (
  args: readonly string[],
  at: number,
  rules: readonly UnsafeRule[],
): 0 | 1 | 2 => {
  for (const { flag, value } of rules) {
    const [name, attached] = split(args[at] ?? '');
    if (!flag.test(name)) continue;
    if (value === undefined) return 1;
    if (attached !== null) {
      if (value.test(attached)) return 1;
    } else if (value.test(args[at + 1] ?? '')) return 2;
  }
  return 0;
};

/** `--flag=value` and `-fvalue` are one argument; `-c key=value` is two. */
const split = (argument: string): readonly [string, string | null] => {
  const long = /^(--[^=]+)=(.*)$/s.exec(argument);
  if (long !== null) return [long[1] ?? '', long[2] ?? ''];
  const short = /^(-[A-Za-z])=?(.+)$/s.exec(argument);
  return short === null ? [argument, null] : [short[1] ?? '', short[2] ?? ''];
};
