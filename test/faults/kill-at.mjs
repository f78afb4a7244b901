// Loaded before the program (`node --import`): kills it the hard way at one
// point of its life, as a power cut or the system would. FAULTS_KILL says where:
//   {"at":"journal","n":12,"how":"before|torn|after"}  the 12th write of the journal
//   {"at":"event","type":"landed","n":1,"how":…}       the 1st write with an event of that type;
//                                                      "how":"fail": the disk refuses it
//   {"at":"child","n":30,"how":"start|end"}            the 30th process it starts
//     "name":"git merge"                               … of those with this name
//     "since":"\"role\":\"fix\""                       … after this was written to the journal
//   {"at":"file","name":"AGENT_STATE.json","n":3,"how":"torn|unsynced|renamed"}
//   {"at":"time","ms":400}                             so long after its start
// Only this process is hit: what it started lives on, for the next start to find.
// With FAULTS_TRACE every write and every process is noted there, in order.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const plan = JSON.parse(process.env['FAULTS_KILL'] ?? 'null');
const trace = process.env['FAULTS_TRACE'];
for (const name of ['FAULTS_KILL', 'FAULTS_TRACE']) delete process.env[name];
const { writeFileSync, appendFileSync } = fs;
const seen = { writes: 0, children: 0, isSince: plan?.since === undefined };

const die = (what) => {
  writeFileSync(process.env['FAULTS_NOTE'], `${what}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way: nothing of the program may run meanwhile.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
};

const note = (line) => {
  if (trace !== undefined) appendFileSync(trace, `${line}\n`);
};

/** The types of what one write of the journal holds. */
const typesOf = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).type ?? 'header');

/** How this write is to end, where it is the one. */
function howOf(types) {
  const isMeant =
    plan?.at === 'journal' ||
    (plan?.at === 'event' && types.includes(plan.type));
  if (!isMeant) return null;
  seen.writes += 1;
  return seen.writes === plan.n ? plan.how : null;
}

function watchJournal() {
  const { openSync, writeSync, fsyncSync } = fs;
  const own = { journal: null, due: null };
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    const isJournal = String(path).endsWith('journal.ndjson');
    if (isJournal && rest[0] === 'a+') own.journal = file;
    return file;
  };
  fs.writeSync = (file, data, ...rest) => {
    if (file !== own.journal) return writeSync(file, data, ...rest);
    const text = String(data);
    const types = typesOf(text);
    const how = howOf(types);
    note(`journal ${types.join(',')} ${text.replaceAll('\n', ' ')}`);
    if (how === 'before') die(`journal before ${types.join(',')}`);
    if (how === 'fail') {
      const cause = { code: 'EIO', errno: -5, syscall: 'write' };
      throw Object.assign(new Error('EIO: i/o error, write'), cause);
    }
    if (how === 'torn') {
      writeSync(file, data.subarray(0, Math.floor(data.length / 2)));
      die(`journal torn ${types.join(',')}`);
    }
    if (how === 'after') own.due = types.join(',');
    if (plan?.since !== undefined && text.includes(plan.since))
      seen.isSince = true;
    return writeSync(file, data, ...rest);
  };
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    if (file === own.journal && own.due !== null)
      die(`journal after ${own.due}`);
  };
}

/** `git -c a=b --git-dir=x add -A` is `git add`; all else is `program`. */
function nameOf(file, args) {
  if (!/(?:^|\/)git$/.test(String(file))) return 'program';
  const verb = args.find(
    (word, place) => !word.startsWith('-') && args[place - 1] !== '-c',
  );
  return `git ${verb}`;
}

function watchChildren() {
  const { spawn } = childProcess;
  childProcess.spawn = (...call) => {
    const name = nameOf(call[0], call[1] ?? []);
    note(`child ${name}`);
    const isMeant =
      plan?.at === 'child' &&
      seen.isSince &&
      (plan.name === undefined || plan.name === name);
    if (isMeant) seen.children += 1;
    const child = spawn(...call);
    if (!isMeant || seen.children !== plan.n) return child;
    if (plan.how === 'start') die(`start of ${name}`);
    child.prependListener('exit', () => die(`end of ${name}`));
    return child;
  };
}

/** A document is written beside itself, synced, and renamed into its place. */
function watchFile() {
  const { open, rename } = fs.promises;
  const temporary = `.${plan.name}.tmp`;
  const isHere = (path) => String(path).endsWith(temporary);
  fs.promises.open = async (path, ...rest) => {
    const file = await open(path, ...rest);
    if (!isHere(path)) return file;
    seen.writes += 1;
    if (seen.writes !== plan.n || plan.how === 'renamed') return file;
    const { writeFile } = file;
    file.writeFile = async (text) => {
      const isTorn = plan.how === 'torn';
      const part = isTorn ? text.slice(0, Math.floor(text.length / 2)) : text;
      await writeFile.call(file, part);
      die(`${plan.how} ${plan.name}`);
    };
    return file;
  };
  fs.promises.rename = async (from, to) => {
    await rename(from, to);
    if (isHere(from) && seen.writes === plan.n) die(`renamed ${plan.name}`);
  };
}

if (plan !== null || trace !== undefined) {
  watchJournal();
  watchChildren();
}
if (plan?.at === 'file') watchFile();
if (plan?.at === 'time') setTimeout(() => die('time'), plan.ms);
syncBuiltinESMExports();
