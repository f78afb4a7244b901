import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { SpecFiles } from '../../src/model/spec.ts';

/** A spec folder's texts by role; tests read folders, the reader never does. */
export function loadSpec(folder: string, path = folder): SpecFiles {
  const read = (name: string): string | null =>
    existsSync(join(folder, name))
      ? readFileSync(join(folder, name), 'utf8')
      : null;
  const packages = existsSync(join(folder, 'tasks'))
    ? readdirSync(join(folder, 'tasks'))
    : [];
  return {
    path,
    name: basename(path),
    tasksFile: 'tasks.md',
    tasks: read('tasks.md') ?? '',
    requirements: read('requirements.md') ?? read('spec.md'),
    bugfix: read('bugfix.md'),
    design: read('design.md') ?? read('plan.md'),
    config: read('.config.kiro') ?? read('spec.json'),
    extra: Object.fromEntries(
      packages.map((name) => [
        `tasks/${name}`,
        readFileSync(join(folder, 'tasks', name), 'utf8'),
      ]),
    ),
  };
}

/** A spec that consists of a tasks.md only. */
export function specOf(
  tasks: string,
  more: Partial<SpecFiles> = {},
): SpecFiles {
  return {
    path: '.kiro/specs/example',
    name: 'example',
    tasksFile: 'tasks.md',
    tasks,
    requirements: null,
    bugfix: null,
    design: null,
    config: null,
    extra: {},
    ...more,
  };
}
