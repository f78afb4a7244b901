/** The recipe for another number of servings; the one it was given stays. */
export function scaleRecipe(recipe, servings) {
  if (!Number.isInteger(servings) || servings < 1) {
    throw new RangeError(`Not a number of servings: ${servings}`);
  }
  const factor = servings / recipe.servings;
  return {
    ...recipe,
    servings,
    ingredients: recipe.ingredients.map((ingredient) => ({
      ...ingredient,
      amount:
        ingredient.amount === null ? null : round(ingredient.amount * factor),
    })),
    steps: [...recipe.steps],
  };
}

const round = (amount) => Math.round(amount * 100) / 100;
