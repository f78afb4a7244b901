import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../adapters/prompts/package-root.ts';
import { renderTemplate } from '../../adapters/prompts/render-template.ts';
import { withMark } from './mark.ts';
import type { TemplateName } from './tools.ts';

/** What the Gemini CLI replaces by what the user typed. */
const GEMINI_ARGUMENTS = '{{args}}';

/** The file a tool gets: its own head around the one text, and our mark. */
export function makeText(template: TemplateName): string {
  const values = {
    text: read('text.md'),
    ...(template === 'kiro-steering.md'
      ? {}
      : { description: read('description.md') }),
    ...(template === 'gemini-command.toml' ? { args: GEMINI_ARGUMENTS } : {}),
  };
  const text = renderTemplate(template, `${read(template)}\n`, values);
  return withMark(`${text}\n`, template);
}

const read = (name: string): string =>
  readFileSync(
    join(packageRoot(), 'prompts', 'orchestrate', name),
    'utf8',
  ).trimEnd();
