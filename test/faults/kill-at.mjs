// Loaded before the program (`node --import`): kills it the hard way at one
// point of its life, as a power cut or the system would. FAULTS_KILL says where:
//   {"at":"journal","n":12,"how":"before|torn|after"}  the 12th write of the journal
//   {"at":"child","n":30,"how":"start|end"}            the 30th process it starts
//   {"at":"time","ms":400}                             so long after its start
// Only this process is hit: what it started lives on, for the next start to find.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const die = (what) => {
  fs.writeFileSync(process.env['FAULTS_NOTE'], `${what}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way: nothing of the program may run meanwhile.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
};

function dieAtWrite(plan) {
  const { openSync, writeSync, fsyncSync } = fs;
  const seen = { journal: null, writes: 0, due: null };
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    const isJournal = String(path).endsWith('journal.ndjson');
    if (isJournal && rest[0] === 'a+') seen.journal = file;
    return file;
  };
  fs.writeSync = (file, data, ...rest) => {
    if (file !== seen.journal) return writeSync(file, data, ...rest);
    seen.writes += 1;
    if (seen.writes !== plan.n) return writeSync(file, data, ...rest);
    const type = /"type":"(\w+)"/.exec(String(data))?.[1] ?? 'header';
    if (plan.how === 'before') die(`journal before ${type}`);
    if (plan.how === 'torn') {
      writeSync(file, data.subarray(0, Math.floor(data.length / 2)));
      die(`journal torn ${type}`);
    }
    seen.due = type;
    return writeSync(file, data, ...rest);
  };
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    if (file === seen.journal && seen.due !== null)
      die(`journal after ${seen.due}`);
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

function dieAtChild(plan) {
  const { spawn } = childProcess;
  const seen = { children: 0 };
  childProcess.spawn = (...call) => {
    seen.children += 1;
    const child = spawn(...call);
    if (seen.children !== plan.n) return child;
    const name = nameOf(call[0], call[1] ?? []);
    if (plan.how === 'start') die(`start of ${name}`);
    child.prependListener('exit', () => die(`end of ${name}`));
    return child;
  };
}

const plan = JSON.parse(process.env['FAULTS_KILL'] ?? 'null');
delete process.env['FAULTS_KILL'];
if (plan?.at === 'journal') dieAtWrite(plan);
if (plan?.at === 'child') dieAtChild(plan);
if (plan?.at === 'time') setTimeout(() => die('time'), plan.ms);
syncBuiltinESMExports();
