/** One list for several recipes, each ingredient once, in alphabetical order. */
export function shoppingList(recipes) {
  const list = new Map();
  for (const { ingredients } of recipes) {
    for (const ingredient of ingredients) add(list, ingredient);
  }
  return [...list.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function add(list, ingredient) {
  const key = ingredient.name.toLowerCase();
  const found = list.get(key);
  if (found) found.amount += ingredient.amount;
  else list.set(key, { ...ingredient });
}
