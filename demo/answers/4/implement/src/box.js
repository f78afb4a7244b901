/** A box of recipes, each title once. */
export function createBox() {
  const recipes = new Map();
  return {
    add(recipe) {
      const key = keyOf(recipe.title);
      if (recipes.has(key)) {
        throw new Error(`There is a recipe called ${recipe.title} already`);
      }
      recipes.set(key, recipe);
    },
    get: (title) => recipes.get(keyOf(title)) ?? null,
    titles: () =>
      [...recipes.values()]
        .map(({ title }) => title)
        .sort((a, b) => a.localeCompare(b)),
    findByIngredient(text) {
      const wanted = keyOf(text);
      return [...recipes.values()].filter(({ ingredients }) =>
        ingredients.some(({ name }) => keyOf(name).includes(wanted)),
      );
    },
  };
}

const keyOf = (text) => text.trim().toLowerCase();
