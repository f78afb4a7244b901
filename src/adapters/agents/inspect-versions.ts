/** Versions of a CLI that are known to behave as its backend expects. */
export type KnownGood = {
  /** The version that was measured; older ones may lack a flag that is passed. */
  readonly from: string;
  /** The first version of which nothing is known. */
  readonly below: string;
};

/** How a version stands to what is known; `unknown` where one of the two is missing. */
export type VersionFit = 'good' | 'older' | 'newer' | 'unknown';

/** The versions that the streams and flags were measured on, up to the next big one. */
const KNOWN_GOOD: Readonly<Record<string, KnownGood>> = {
  codex: { from: '0.169.0', below: '1.0.0' },
  gemini: { from: '0.61.0', below: '1.0.0' },
  claude: { from: '2.1.197', below: '3.0.0' },
  opencode: { from: '1.18.33', below: '2.0.0' },
};

/** What is known of a backend's versions; null for a CLI of the user's own. */
export const knownGood = (backend: string): KnownGood | null =>
  Object.hasOwn(KNOWN_GOOD, backend) ? (KNOWN_GOOD[backend] ?? null) : null;

/** The first version in what a program says of itself (`codex-cli 0.169.0`). */
export const findVersion = (text: string): string | null =>
  /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? null;

/** Whether the first version comes before the second, number by number. */
export const isBefore = (version: string, other: string): boolean => {
  const [own, theirs] = [numbersOf(version), numbersOf(other)];
  const at = theirs.findIndex((number, place) => own[place] !== number);
  return at !== -1 && (own[at] ?? 0) < (theirs[at] ?? 0);
};

/** How a version stands to the known ones. */
export const fitOf = (
  version: string | null,
  known: KnownGood | null,
): VersionFit => {
  if (version === null || known === null) return 'unknown';
  if (isBefore(version, known.from)) return 'older';
  return isBefore(version, known.below) ? 'good' : 'newer';
};

/** Three numbers, so that `2.38` is `2.38.0`. */
const numbersOf = (version: string): readonly number[] => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
};
