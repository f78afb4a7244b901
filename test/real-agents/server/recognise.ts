import type { Recognise, Role } from './scenario.ts';

const ROLES: readonly Role[] = [
  'assign',
  'implement',
  'fix',
  'review',
  'integrate',
  'orchestrate',
];

const unquote = (literal: string): string | null => {
  const value: unknown = JSON.parse(literal);
  return typeof value === 'string' ? value : null;
};

/**
 * Reads `"dispatch_unit_id": "…"`, a line `Role: …` and a line `Attempt: …`,
 * because those are what a prompt tells its agent about itself.
 */
export const recognise: Recognise = (prompt) => {
  const named = /^\W*role\W+([a-z]+)\W*$/im.exec(prompt)?.[1]?.toLowerCase();
  const unit = /"dispatch_unit_id"\s*:\s*("(?:[^"\\\n]|\\.)*")/.exec(prompt);
  const attempt = /^\W*attempt\W+(\d+)\W*$/im.exec(prompt)?.[1];
  return {
    role: ROLES.find((role) => role === named) ?? null,
    unit: unit?.[1] === undefined ? null : unquote(unit[1]),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  };
};
