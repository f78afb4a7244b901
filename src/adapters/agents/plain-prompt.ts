/** Put before a prompt that would be taken for a command. */
const OPENING = 'Your task:\n\n';

/** Several CLIs take text that begins with a slash for a command of their own. */
export const withoutCommand = (prompt: string): string =>
  prompt.trimStart().startsWith('/') ? OPENING + prompt : prompt;
