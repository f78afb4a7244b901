import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of this package: the sources and the bundle lie at different
 * depths of it, so the package's own package.json is looked for upwards.
 */
export function packageRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (nameIn(join(folder, 'package.json')) === 'orchestration-loop') {
      return folder;
    }
    if (dirname(folder) === folder) {
      throw new Error(`Internal error: no package around ${from}`);
    }
  }
}

function nameIn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Most folders have none.
    return null;
  }
  const content: unknown = JSON.parse(text);
  return typeof content === 'object' && content !== null && 'name' in content
    ? content.name
    : null;
}
