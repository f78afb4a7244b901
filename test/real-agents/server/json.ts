/** A JSON object of unknown content, as it comes off the wire. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether a value is a JSON object, so that its keys may be read. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list, or nothing where there is no list. */
export const objects = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** A text, or the empty one, because absent and empty mean the same here. */
export const text = (value: unknown): string =>
  typeof value === 'string' ? value : '';
