/**
 * Imports what uses React as its production build, which React chooses while
 * it loads; the other one is twice as slow and keeps an entry for every
 * render. The variable is put back, because agents and checks inherit ours,
 * and npm leaves out development dependencies where it says production.
 */
export async function importForProduction<T>(
  load: () => Promise<T>,
): Promise<T> {
  if (process.env['NODE_ENV'] !== undefined) return load();
  process.env['NODE_ENV'] = 'production';
  try {
    return await load();
  } finally {
    delete process.env['NODE_ENV'];
  }
}
