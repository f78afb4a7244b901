import type { Result } from '../lib/result.ts';

/** A flag that takes one value, checked where it is read. */
export type ValueOption<T> = {
  readonly kind: 'value';
  /** What stands for the value in the help text: `N`, `DIR`, `worktree|shared`. */
  readonly placeholder: string;
  readonly help: string;
  readonly parse: (text: string) => Result<T, string>;
};

/** A flag that may be given alone, or with one value. */
export type OptionalValueOption = {
  readonly kind: 'optional_value';
  readonly placeholder: string;
  readonly help: string;
};

/** A flag that may be given several times. */
export type ListOption = {
  readonly kind: 'list';
  readonly placeholder: string;
  readonly help: string;
};

/** A flag without a value. A key that starts with `no` stands for `--no-…`. */
export type SwitchOption = { readonly kind: 'switch'; readonly help: string };

export type OptionSpec =
  ValueOption<unknown> | OptionalValueOption | ListOption | SwitchOption;

/** The options of a command by camelCase name: `dryRun` is `--dry-run`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/**
 * What was given on the command line, and nothing else: defaults are applied
 * where flags, environment and config file meet.
 */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends ValueOption<infer T>
    ? T
    : Table[Name] extends OptionalValueOption
      ? string | true
      : Table[Name] extends ListOption
        ? readonly string[]
        : true;
};

/** A flag with a value of type `T`. */
export const option = <T>(
  placeholder: string,
  help: string,
  parse: (text: string) => Result<T, string>,
): ValueOption<T> => ({ kind: 'value', placeholder, help, parse });

/** A flag that says more with a value. */
export const optionalValue = (
  placeholder: string,
  help: string,
): OptionalValueOption => ({ kind: 'optional_value', placeholder, help });

/** A repeatable flag. */
export const list = (placeholder: string, help: string): ListOption => ({
  kind: 'list',
  placeholder,
  help,
});

/** A flag that is there or not. */
export const toggle = (help: string): SwitchOption => ({
  kind: 'switch',
  help,
});

/** `dryRun` → `--dry-run`. */
export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The flag with its placeholder, as help shows it. */
export const flagUsage = (key: string, spec: OptionSpec): string =>
  spec.kind === 'switch'
    ? flagName(key)
    : spec.kind === 'optional_value'
      ? `${flagName(key)} [${spec.placeholder}]`
      : `${flagName(key)} ${spec.placeholder}`;
