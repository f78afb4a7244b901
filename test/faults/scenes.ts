import type { Arena } from './arena.ts';

/**
 * What a person does to the repository while the run is dead, so that landing
 * goes another way: nothing (a fast-forward in the checkout), a commit of their
 * own (a merge made aside), or another branch checked out (the ref is moved).
 */
export const SCENES = {
  here: () => undefined,
  moved: (arena) => {
    arena.write('moved.txt', 'moved\n');
    arena.git('add', 'moved.txt');
    arena.git('commit', '--quiet', '--message=Moved', '--', 'moved.txt');
  },
  elsewhere: (arena) => {
    arena.git('switch', '--quiet', '--create', 'elsewhere');
  },
} as const satisfies Record<string, (arena: Arena) => void>;

export type SceneName = keyof typeof SCENES;
