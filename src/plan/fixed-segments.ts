import { normalizePattern } from './normalize-pattern.ts';

/**
 * The folders a pattern surely begins with, spelled so that two patterns can
 * only meet when the folders of one begin with those of the other.
 */
export function fixedSegments(pattern: string, foldCase: boolean): string[] {
  const whole = normalizePattern(pattern, foldCase);
  const text = foldCase ? whole.toLowerCase() : whole;
  const special = text.search(/[*?[{\\]/);
  if (special === -1) return text.split('/');
  const folders = text.slice(0, text.lastIndexOf('/', special) + 1);
  return folders.split('/').slice(0, -1);
}
