import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { FIELDS, scoreFolder } from '../test/spec/score.ts';

/**
 * Prints how the reader does on hand-read specs: one line a file with the
 * number of differences per field, `--verbose` for each of them.
 */
const root = process.argv[2] ?? '../shared/corpus';
const isVerbose = process.argv.includes('--verbose');
const write = (line: string): boolean => process.stdout.write(`${line}\n`);

const names = existsSync(root)
  ? readdirSync(root).filter((name) =>
      existsSync(join(root, name, 'truth.json')),
    )
  : [];
write(names.length === 0 ? `No truths below ${root}.` : FIELDS.join(' '));
const right = names.filter((name) => {
  const misses = scoreFolder(join(root, name));
  const cells = FIELDS.map((field) =>
    String(misses[field]?.length ?? 0).padStart(field.length),
  );
  write(`${cells.join(' ')}  ${name}`);
  for (const field of isVerbose ? FIELDS : [])
    for (const miss of misses[field] ?? []) write(`      ${field}: ${miss}`);
  return FIELDS.every(
    (field) => field === 'files' || misses[field] === undefined,
  );
});
write(`${right.length} of ${names.length} all right (files not counted)`);
