#!/usr/bin/env node
// Installs the real agent CLIs, at exact versions, into .cache/agents.
//   node scripts/install-agents.mjs              codex and gemini
//   node scripts/install-agents.mjs claude …     the named ones
//   node scripts/install-agents.mjs --all        all four
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// The versions whose event streams and flags the tests were measured on.
// `setup` is a package's own post-install step: it only puts the binary that
// npm has already fetched in place, so it runs here instead of any scripts.
const AGENTS = {
  codex: { package: '@openai/codex', version: '0.169.0' },
  gemini: { package: '@google/gemini-cli', version: '0.61.0' },
  claude: {
    package: '@anthropic-ai/claude-code',
    version: '2.1.197',
    setup: 'install.cjs',
  },
  opencode: {
    package: 'opencode-ai',
    version: '1.18.33',
    setup: 'postinstall.mjs',
  },
};
const DEFAULT_NAMES = ['codex', 'gemini'];
const INSTALL_LIMIT_MS = 10 * 60_000;
const VERSION_LIMIT_MS = 60_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache', 'agents');

const say = (text) => process.stdout.write(`install-agents: ${text}\n`);

const isOn = (value) =>
  value !== undefined && !['', '0', 'false'].includes(value);

/** Runs a program to its end; what it printed comes back only when it failed. */
const run = (command, args, options) => {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (done.status === 0) return done.stdout;
  const why = done.error?.message ?? done.signal ?? `exit ${done.status}`;
  const tail = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().slice(-2000);
  throw new Error(`${command} ${args.join(' ')}: ${why}\n${tail}`);
};

/** An environment in which a CLI finds an empty home, so the user's is left alone. */
const emptyHomeEnv = (home) => {
  const env = { ...process.env, HOME: home };
  for (const name of Object.keys(env))
    if (/^(XDG_|CODEX_|GEMINI_|CLAUDE_|OPENCODE_)/.test(name)) delete env[name];
  return env;
};

const npmInstall = (folder, agent) => {
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  run(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--include=optional',
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${agent.package}@${agent.version}`,
    ],
    { cwd: folder, timeout: INSTALL_LIMIT_MS },
  );
};

/** Finishes and tries an installation, so that what gets its name surely runs. */
const proveIt = (folder, name, agent) => {
  const home = mkdtempSync(join(tmpdir(), 'agents-home-'));
  try {
    const options = { env: emptyHomeEnv(home), timeout: VERSION_LIMIT_MS };
    if (agent.setup !== undefined)
      run(process.execPath, [agent.setup], {
        ...options,
        cwd: join(folder, 'node_modules', agent.package),
      });
    const said = run(binary(folder, name), ['--version'], options).trim();
    if (!said.split(/\s+/).includes(agent.version))
      throw new Error(`${name} --version says ${said}, not ${agent.version}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const binary = (folder, name) => join(folder, 'node_modules', '.bin', name);

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/**
 * Removes half-made folders of installs that died. A pid says little where
 * containers share the folder, so what may still be at work is left alone.
 */
const sweep = () => {
  for (const entry of readdirSync(cache)) {
    const pid = /^\.tmp-(\d+)-/.exec(entry)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(cache, entry);
    const age =
      Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 2 * INSTALL_LIMIT_MS)
      rmSync(folder, { recursive: true, force: true });
  }
};

/** Gives a finished folder its name; of two at once the first wins, both are right. */
const publish = (made, target) => {
  try {
    renameSync(made, target);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    rmSync(made, { recursive: true, force: true });
  }
};

/** Points .cache/agents/bin/NAME at the version, by rename: never missing. */
const link = (name, target) => {
  const bin = join(cache, 'bin');
  mkdirSync(bin, { recursive: true });
  const aside = join(bin, `.tmp-${process.pid}-${name}`);
  rmSync(aside, { force: true });
  symlinkSync(relative(bin, binary(target, name)), aside);
  renameSync(aside, join(bin, name));
};

const install = (name) => {
  const agent = AGENTS[name];
  const label = `${name} ${agent.version}`;
  const target = join(cache, `${name}-${agent.version}`);
  if (existsSync(binary(target, name))) {
    say(`${label} is there`);
  } else {
    const started = Date.now();
    const made = mkdtempSync(join(cache, `.tmp-${process.pid}-`));
    try {
      npmInstall(made, agent);
      proveIt(made, name, agent);
      publish(made, target);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      throw error;
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${label} installed in ${seconds} s into ${relative(root, target)}`);
  }
  link(name, target);
};

const main = (args) => {
  const known = Object.keys(AGENTS);
  const odd = args.filter((arg) => arg !== '--all' && !known.includes(arg));
  if (odd.length > 0) {
    say(`unknown: ${odd.join(' ')} (known: --all ${known.join(' ')})`);
    return 64;
  }
  if (isOn(process.env.SKIP_REAL_AGENTS)) {
    if (isOn(process.env.CI)) {
      say('SKIP_REAL_AGENTS is refused where CI is set: there they must run');
      return 1;
    }
    say('SKIP_REAL_AGENTS is set: nothing installed, their tests are skipped');
    return 0;
  }
  const names = args.includes('--all')
    ? known
    : args.length > 0
      ? args
      : DEFAULT_NAMES;
  mkdirSync(cache, { recursive: true });
  sweep();
  for (const name of names) {
    try {
      install(name);
    } catch (error) {
      say(`${name} could not be installed: ${error.message}`);
      return 1;
    }
  }
  return 0;
};

process.exitCode = main(process.argv.slice(2));
