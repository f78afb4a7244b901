import { isJsonObject, type JsonObject } from '../../lib/ndjson.ts';

/** A field that is an object; an empty one where it is anything else. */
export const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isJsonObject(value) ? value : {};
};

/** A field that is text; null where it is anything else. */
export const textAt = (object: JsonObject, key: string): string | null => {
  const value = object[key];
  return typeof value === 'string' ? value : null;
};

/** A field that is a finite number; null where it is anything else. */
export const numberAt = (object: JsonObject, key: string): number | null => {
  const value = object[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** A count that is 0 where it is missing. */
export const countAt = (object: JsonObject, key: string): number =>
  numberAt(object, key) ?? 0;

/** The objects of a field that is a list. */
export const listAt = (
  object: JsonObject,
  key: string,
): readonly JsonObject[] => {
  const value: unknown = object[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

/** First text among several spellings of a field. */
export const firstText = (
  object: JsonObject,
  keys: readonly string[],
): string | null => {
  for (const key of keys) {
    const text = textAt(object, key);
    if (text !== null) return text;
  }
  return null;
};

/** A session id that can be handed back as an argument: never mistaken for a flag. */
export const sessionId = (text: string | null): string | null =>
  text !== null && /^[A-Za-z0-9][\w.:-]{0,127}$/.test(text) ? text : null;
