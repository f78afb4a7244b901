export { createBox } from './box.js';
export { parseRecipe } from './parse.js';
export { scaleRecipe } from './scale.js';
export { shoppingList } from './shopping-list.js';
export { convert, kindOf } from './units.js';
