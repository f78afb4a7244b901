import type { FailureType } from '../../model/failure.ts';

/** Something that keeps a run from working, or may: what, why, and what to do. */
export type DoctorNote = {
  readonly area: DoctorArea;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
};

/** The part of the look that found it. */
export type DoctorArea =
  | 'settings'
  | 'spec'
  | 'machine'
  | 'git'
  | 'disk'
  | 'runs'
  | 'backends'
  | 'probe'
  | 'conformance';

/** Everything `doctor` looked at; `--json` prints it as it is (references/doctor-schema.json). */
export type DoctorReport = {
  readonly version: string;
  readonly workdir: string;
  /** The spec that was named; null = none. */
  readonly spec: string | null;
  /** Nothing that is needed is missing or broken. */
  readonly ok: boolean;
  readonly problems: readonly DoctorNote[];
  readonly warnings: readonly DoctorNote[];
  readonly machine: DoctorMachine;
  readonly git: DoctorGit;
  readonly disk: DoctorDisk;
  readonly runs: readonly DoctorRun[];
  /** Backends that are there, by kind of work, in the order they are tried. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly backends: readonly DoctorBackend[];
  readonly settings: readonly DoctorSetting[];
  readonly environment: readonly DoctorVariable[];
  /** Null where it was not asked for. */
  readonly probe: DoctorProbe | null;
  readonly conformance: readonly DoctorQuirk[] | null;
};

export type DoctorMachine = {
  readonly platform: string;
  readonly node: string;
  /** Oldest version that works. */
  readonly node_floor: string;
  readonly tmux: string | null;
};

export type DoctorGit = {
  /** Null where it is not there. */
  readonly version: string | null;
  readonly floor: string;
  /** Null outside of a repository, or where git refuses to look. */
  readonly repository: DoctorRepository | null;
};

export type DoctorRepository = {
  readonly top: string;
  /** Null where HEAD is detached. */
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly commit: string | null;
  /** Tracked files with changes that are not committed. */
  readonly changed_files: number;
  /** The index lock, where somebody holds it. */
  readonly held_lock: string | null;
};

export type DoctorDisk = {
  /** Where worktrees go; the workdir where there are none. */
  readonly folder: string;
  /** Null where the system does not say. */
  readonly free_bytes: number | null;
  readonly floor_bytes: number;
};

/** What a spec's runs left in the workdir. */
export type DoctorRun = {
  readonly slug: string;
  /** Null where it is not known whose folder it is. */
  readonly spec_path: string | null;
  readonly status:
    'running' | 'complete' | 'unfinished' | 'not_started' | 'unreadable';
  readonly locks: readonly DoctorLock[];
  readonly worktrees: number;
  /** Processes of its attempts that are alive although it is not. */
  readonly left_processes: number;
};

export type DoctorLock = {
  readonly what: string;
  /** `elsewhere`: on a machine whose processes cannot be seen; `unknown`: without a note of who. */
  readonly holder: 'live' | 'dead' | 'elsewhere' | 'unknown';
  readonly pid: number | null;
  readonly host: string | null;
  readonly since: string | null;
  readonly path: string;
};

export type DoctorBackend = {
  readonly name: string;
  readonly vendor: string;
  readonly command: string;
  /** Null where it is not there. */
  readonly path: string | null;
  /** Kinds of work of this workdir that it comes first for. */
  readonly needed_for: readonly string[];
  readonly version: string | null;
  /** Known to work from the first version on, below the second. */
  readonly known_good: { readonly from: string; readonly below: string } | null;
  readonly fit: 'good' | 'older' | 'newer' | 'unknown';
  readonly login: {
    readonly status: 'present' | 'absent' | 'unclear';
    /** Names of variables and paths of files, never their contents. */
    readonly by: readonly string[];
    readonly note: string | null;
  };
  readonly sandbox: string;
  readonly can_resume: boolean;
  readonly has_schema: boolean;
  /** What it is started with, by what it is started for. */
  readonly permissions: { readonly writing: string; readonly reading: string };
};

export type DoctorSetting = {
  /** As the config file or the command line calls it. */
  readonly name: string;
  readonly source: string;
  readonly value: unknown;
  /** The value for a person. */
  readonly text: string;
};

/** A variable whose name looks like a key's. */
export type DoctorVariable = {
  readonly name: string;
  /** Backends whose agents get it; none = it is held back. */
  readonly backends: readonly string[];
  /** Every agent gets it: `env.pass` names it. */
  readonly is_passed: boolean;
};

export type DoctorProbe = {
  readonly backend: string;
  readonly outcome: 'answered' | 'failed';
  readonly failure: {
    readonly type: FailureType;
    readonly message: string;
  } | null;
  /** The answer had the form that was asked for. */
  readonly is_valid: boolean;
  readonly duration_ms: number;
  readonly usage: {
    readonly input_tokens: number;
    readonly cached_input_tokens: number;
    readonly output_tokens: number;
    readonly cost_usd: number | null;
  } | null;
};

/** One way in which a CLI can misbehave, and what came of it. */
export type DoctorQuirk = {
  readonly quirk: string;
  /** What the CLI does, for people. */
  readonly title: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
};
