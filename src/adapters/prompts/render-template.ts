const PLACEHOLDER = /\{\{([a-z_]+)\}\}/g;

/**
 * Fills a template. Values go in as they are, and what they contain is never
 * expanded: they hold text that others wrote. A value that is missing or that
 * the template does not take is a bug, not a prompt with a hole in it.
 */
export function renderTemplate(
  name: string,
  template: string,
  values: Readonly<Record<string, string>>,
): string {
  const wanted = new Set(
    Array.from(template.matchAll(PLACEHOLDER), ([, key = '']) => key),
  );
  const unknown = Object.keys(values).filter((key) => !wanted.has(key));
  if (unknown.length > 0) {
    throw new Error(
      `Internal error: prompt ${name} takes no ${unknown.join(', ')}`,
    );
  }
  return template.replaceAll(PLACEHOLDER, (_, key: string) => {
    if (!Object.hasOwn(values, key)) {
      throw new Error(`Internal error: prompt ${name} needs ${key}`);
    }
    return values[key] ?? '';
  });
}
