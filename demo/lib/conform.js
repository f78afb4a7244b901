/**
 * A value in the form of a strict schema, as a model bound to it would write
 * it: nothing that the schema does not name, null for what is left open.
 */
export function conform(value, schema) {
  const branch = branchFor(value, schema);
  if (branch.properties && isObject(value)) {
    return Object.fromEntries(
      Object.entries(branch.properties).map(([name, inner]) => [
        name,
        name in value ? conform(value[name], inner) : emptyFor(inner),
      ]),
    );
  }
  if (branch.items && Array.isArray(value)) {
    return value.map((item) => conform(item, branch.items));
  }
  return value;
}

const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const branchFor = (value, schema) =>
  schema.anyOf?.find((each) => (each.type === 'null') === (value === null)) ??
  schema;

const emptyFor = (schema) =>
  [schema.type].flat().includes('array') &&
  ![schema.type].flat().includes('null')
    ? []
    : null;
