const UNITS = 'g|kg|ml|l|tsp|tbsp|cup';
const INGREDIENT = new RegExp(
  String.raw`^- (?:(\d+(?:\.\d+)?|\d+/\d+) (?:(${UNITS}) )?)?(\S.*)$`,
);

/**
 * Reads one recipe: a title, a number of servings, ingredients and steps.
 * What cannot be read is an error that names the line.
 */
export function parseRecipe(text) {
  const recipe = { title: '', servings: 1, ingredients: [], steps: [] };
  text.split(/\r?\n/).forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed !== '') readLine(recipe, trimmed, index + 1);
  });
  if (recipe.title === '') throw new SyntaxError('Line 1: no title');
  return recipe;
}

function readLine(recipe, line, number) {
  const title = /^# (\S.*)$/.exec(line);
  const servings = /^Serves ([1-9]\d*)$/i.exec(line);
  const step = /^\d+\.\s+(\S.*)$/.exec(line);
  if (recipe.title === '' && !title) {
    throw new SyntaxError(`Line ${number}: a recipe begins with its title`);
  }
  if (title) recipe.title = title[1];
  else if (servings) recipe.servings = Number(servings[1]);
  else if (step) recipe.steps.push(step[1]);
  else recipe.ingredients.push(readIngredient(line, number));
}

function readIngredient(line, number) {
  const match = INGREDIENT.exec(line);
  if (!match) throw new SyntaxError(`Line ${number}: cannot read "${line}"`);
  const [, amount, unit, name] = match;
  return {
    amount: amount === undefined ? null : readAmount(amount, number),
    unit: unit ?? null,
    name,
  };
}

function readAmount(text, number) {
  const [over, under] = text.split('/').map(Number);
  if (under === 0) throw new SyntaxError(`Line ${number}: divides by zero`);
  return under === undefined ? over : over / under;
}
