/** A recipe as lines of text in a frame of the given width. */
export function printCard(recipe, width = 40) {
  const inner = width - 4;
  const rule = `+${'-'.repeat(width - 2)}+`;
  const line = (text) => `| ${text.padEnd(inner)} |`;
  const rows = [
    recipe.title,
    `Serves ${recipe.servings}`,
    '',
    ...recipe.ingredients.map(
      ({ amount, unit, name }) =>
        `- ${[amount, unit, name].filter((part) => part !== null).join(' ')}`,
    ),
    '',
    ...recipe.steps.map((step, index) => `${index + 1}. ${step}`),
  ];
  return [rule, ...rows.flatMap((row) => wrap(row, inner)).map(line), rule];
}

function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(' ').flatMap((long) => cut(long, width))) {
    const joined = `${lines.at(-1)} ${word}`.trimStart();
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

function cut(word, width) {
  const parts = [];
  for (let at = 0; at === 0 || at < word.length; at += width) {
    parts.push(word.slice(at, at + width));
  }
  return parts;
}
