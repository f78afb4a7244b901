import { convert, kindOf } from './units.js';

const SMALLEST = { weight: 'g', volume: 'ml' };

/** One list for several recipes, each ingredient once, in alphabetical order. */
export function shoppingList(recipes) {
  const list = new Map();
  for (const { ingredients } of recipes) {
    for (const ingredient of ingredients) add(list, ingredient);
  }
  return [...list.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Adds up what can be added; other units, and none, are lines of their own. */
function add(list, ingredient) {
  const { amount, unit, name } = inSmallestUnit(ingredient);
  const key = JSON.stringify([name.toLowerCase(), unit, amount === null]);
  const found = list.get(key);
  if (!found) list.set(key, { amount, unit, name });
  else if (amount !== null) found.amount += amount;
}

function inSmallestUnit({ amount, unit, name }) {
  const smallest = SMALLEST[kindOf(unit)];
  return amount === null || smallest === undefined
    ? { amount, unit, name }
    : { amount: convert(amount, unit, smallest), unit: smallest, name };
}
