import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prompts } from '../../ports/prompts.ts';
import { packageRoot } from './package-root.ts';
import { renderTemplate } from './render-template.ts';

/**
 * The templates of prompts/, read when they are first needed and then kept:
 * what an agent gets stays the same over one run.
 */
export function loadPrompts(
  folder: string = join(packageRoot(), 'prompts'),
): Prompts {
  const templates = new Map<string, string>();
  const read = (name: string): string => {
    const known = templates.get(name);
    if (known !== undefined) return known;
    const text = readFileSync(join(folder, `${name}.md`), 'utf8');
    templates.set(name, text);
    return text;
  };
  return {
    render: (name, values) => renderTemplate(name, read(name), values),
  };
}
