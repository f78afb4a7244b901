import { unreachable } from '../../lib/unreachable.ts';

/** A CI service whose log can be folded. */
export type CiService = 'github' | 'gitlab';

/** Which service shows the log, by what it sets; null where none that is known does. */
export function ciService(
  env: Readonly<Record<string, string | undefined>>,
): CiService | null {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  return env['GITLAB_CI'] === 'true' ? 'gitlab' : null;
}

/**
 * Whether whoever keeps the log acts on what stands in it: GitHub and what
 * speaks its language, Azure Pipelines, TeamCity.
 */
export const isLogActedOn = (
  env: Readonly<Record<string, string | undefined>>,
): boolean =>
  env['GITHUB_ACTIONS'] === 'true' ||
  (env['TF_BUILD'] ?? '') !== '' ||
  (env['TEAMCITY_VERSION'] ?? '') !== '';

/**
 * Text of specs and agents that no CI service takes for anything but text.
 * GitHub acts on a line that begins with `::`, after blanks too, and on `##[`
 * wherever it stands (https://github.com/actions/runner, ActionCommand.cs),
 * others on `##vso[` and `##teamcity[`. GitLab's markers need an escape
 * character, which no text here has.
 */
export const harmlessText = (text: string): string =>
  text
    // Line breaks are left out of the blanks: many of them would take forever.
    .replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gmu, '$1: ')
    .replace(/##(?=\w*\[)/gu, '## ');

/** The same for a service whose log lines are written one by one. */
export const inertText = (text: string, service: CiService | null): string =>
  service === 'github' ? harmlessText(text) : text;

/** Lines that can be folded under a title. */
export type CiGroup = {
  /** Unique in the log. */
  readonly name: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** ISO times. */
  readonly from: string;
  readonly to: string;
};

/** The group as the service wants it, ended by a line feed. */
export function ciGroup(group: CiGroup, service: CiService): string {
  const { name, title, from, to } = group;
  const lines = group.lines.map((line) => inertText(line, service));
  switch (service) {
    case 'github':
      return [
        `::group::${title.replaceAll('%', '%25')}`,
        ...lines,
        '::endgroup::',
        '',
      ].join('\n');
    case 'gitlab': {
      const id = name.replace(/[^A-Za-z0-9_.-]/gu, '_');
      const marker = (what: string, time: string, rest = ''): string =>
        `\u001b[0Ksection_${what}:${seconds(time)}:${id}${rest}\r\u001b[0K`;
      return [
        `${marker('start', from, '[collapsed=true]')}${title}`,
        ...lines,
        marker('end', to),
        '',
      ].join('\n');
    }
    default:
      return unreachable(service);
  }
}

/** Seconds since 1970 of an ISO time. */
const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
