/**
 * Whether a relative path stays where it starts: plain names only, so that an
 * id from a spec leads to no other folder.
 */
export const isSafeRelativePath = (path: string): boolean =>
  path.split('/').every((name) => /^[\w=+@,~-][\w=+@,~.-]*$/.test(name));
