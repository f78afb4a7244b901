import { isObject, objects, type JsonObject } from './json.ts';

/** The parts of one message. */
export const partsOf = (content: JsonObject): readonly JsonObject[] =>
  objects(content['parts']);

/** The calls or the results in one message. */
export const partsWith = (
  content: JsonObject | undefined,
  kind: 'functionCall' | 'functionResponse',
): readonly JsonObject[] =>
  content === undefined
    ? []
    : partsOf(content)
        .map((part) => part[kind])
        .filter(isObject);

/**
 * How many results there are. The CLI sends a resumed session's results twice;
 * a repeated id counts once unless the service is taken to count parts.
 */
const countResponses = (
  content: JsonObject,
  countsRepeated: boolean,
): number => {
  const responses = partsWith(content, 'functionResponse');
  return countsRepeated
    ? responses.length
    : new Set(responses.map((response, i) => response['id'] ?? i)).size;
};

const faultOf = (
  content: JsonObject,
  before: JsonObject | undefined,
  countsRepeated: boolean,
): string | null => {
  const responses = countResponses(content, countsRepeated);
  const calls = partsWith(before, 'functionCall').length;
  if (responses > 0 && calls === 0)
    return 'Please ensure that function response turn comes immediately after a function call turn.';
  if (calls > 0 && responses !== calls)
    return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
  return partsWith(content, 'functionCall').length > 0 &&
    before?.['role'] !== 'user'
    ? 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.'
    : null;
};

/** Why the real service refuses these contents, in its words, or null. */
export const contentsFault = (
  contents: readonly JsonObject[],
  countsRepeated: boolean,
): string | null => {
  if (contents.length === 0)
    return '* GenerateContentRequest.contents: contents is not specified\n';
  for (const [i, content] of contents.entries()) {
    const { role } = content;
    if (role !== undefined && role !== 'user' && role !== 'model')
      return 'Please use a valid role: user, model.';
    if (partsOf(content).length === 0)
      return `* GenerateContentRequest.contents[${i}].parts: contents.parts must not be empty.\n`;
    const fault = faultOf(content, contents[i - 1], countsRepeated);
    if (fault !== null) return fault;
  }
  return null;
};
