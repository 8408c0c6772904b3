import { expect, test } from 'vitest';
import { insertAfter, tryRecipe } from './try-recipe.ts';

const SETTING = { kind: 'a setting', adds: {}, edits: {}, program: 'console.log(JSON.stringify(6 * 7));' };

test('the program runs in a copy of the tree', async () => {
  expect(await tryRecipe(SETTING)).toBe(42);
});

test('a file that the document does not name for the kind is refused', async () => {
  const recipe = { ...SETTING, edits: { 'domain/market/trade.ts': (text: string) => text } };
  await expect(tryRecipe(recipe)).rejects.toThrow('docs/recipes.md does not name domain/market/trade.ts for a setting');
});

test('a type error in the copy is reported with its file', async () => {
  const spoil = insertAfter("import * as z from 'zod';\n", "export const made: number = 'up';\n");
  await expect(tryRecipe({ ...SETTING, edits: { 'infra/config.ts': spoil } })).rejects.toThrow(
    /type errors:\ninfra\/config\.ts\(4,14\)/,
  );
});

test('a kind without a row is refused', async () => {
  await expect(tryRecipe({ ...SETTING, kind: 'a moon' })).rejects.toThrow('has no row for a moon');
});

test('an insertion needs its place exactly once', () => {
  expect(insertAfter('a', 'b')('cad')).toBe('cabd');
  expect(() => insertAfter('a', 'b')('aa')).toThrow('2 times');
});
