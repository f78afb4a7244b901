import type { SpecFiles } from '../model/spec.ts';
import { requirementsIn } from './requirement-reader.ts';
import type { Requirement } from './requirement-reader.ts';
import { rangeEnds } from './tokens.ts';

/** The requirements of a spec by id, in the order they are written. */
export type RequirementIndex = {
  readonly ids: readonly string[];
  readonly byId: ReadonlyMap<string, Requirement>;
};

/** Reads the requirements of a spec, from requirements.md or bugfix.md, so that prompts can quote them. */
export function readRequirements(
  files: Pick<SpecFiles, 'requirements' | 'bugfix'>,
): RequirementIndex {
  const byId = new Map<string, Requirement>();
  const texts = [
    ['requirements.md', files.requirements],
    ['bugfix.md', files.bugfix],
  ] as const;
  for (const [file, text] of texts)
    if (text !== null)
      for (const requirement of requirementsIn(text, file))
        if (!byId.has(requirement.id)) byId.set(requirement.id, requirement);
  return { ids: [...byId.keys()], byId };
}

/** The text of one token: an id, a range, a whole requirement; null where the spec has none of it. */
export function requirementText(
  index: RequirementIndex,
  token: string,
): string | null {
  const found = requirementsOf(index, token);
  if (found.length === 0) return null;
  return found.map((one) => one.text).join('\n');
}

/** The requirements a token stands for, in order; a whole requirement comes as one. */
export function requirementsOf(
  index: RequirementIndex,
  token: string,
): Requirement[] {
  const { from, to } = rangeEnds(token);
  const first = lookUp(index, from);
  if (from === to) return first === null ? below(index, from) : [first];
  const last = lookUp(index, to) ?? lookUp(index, sibling(from, to));
  if (first === null || last === null) return [];
  const start = index.ids.indexOf(first.id);
  const end = index.ids.indexOf(last.id);
  const depth = first.id.split('.').length;
  return index.ids
    .slice(start, end + 1)
    .filter((id) => id.split('.').length === depth)
    .flatMap((id) => index.byId.get(id) ?? []);
}

/** `FR-001..005`: the second end without its letters. */
const sibling = (from: string, to: string): string =>
  `${/^[A-Za-z-]*/.exec(from)?.[0] ?? ''}${to}`;

/** `1.x` and `1.*`: everything below. */
function below(index: RequirementIndex, token: string): Requirement[] {
  const prefix = /^(.+\.)[x*]$/.exec(token)?.[1];
  if (prefix === undefined) return [];
  return index.ids
    .filter((id) => id.startsWith(prefix))
    .flatMap((id) => index.byId.get(id) ?? []);
}

/** People write `R1.2`, `REQ-1`, `FR-1` for `1.2`, `1`, `FR-001`. */
function lookUp(index: RequirementIndex, id: string): Requirement | null {
  const bare = id.replace(/^(?:R|REQ|Req|AC|US)[-.]?(?=\d)/, '');
  const letter = bare.replace(/[a-z]$/, '');
  for (const name of [id, id.toUpperCase(), bare, letter]) {
    const found = index.byId.get(name);
    if (found !== undefined) return found;
  }
  const shape = shapeOf(id);
  const same = index.ids.find((other) => shapeOf(other) === shape);
  return same === undefined ? null : (index.byId.get(same) ?? null);
}

const shapeOf = (id: string): string =>
  id
    .toUpperCase()
    .replace(/-/g, '')
    .replace(/\d+/g, (n) => String(Number(n)));
