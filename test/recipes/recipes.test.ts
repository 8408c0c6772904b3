import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINT, ENDPOINT_ELSEWHERE } from './endpoint-recipe.ts';
import { EXCHANGE } from './exchange-recipe.ts';
import { insertAfter } from './insert-after.ts';
import { METRIC, METRIC_WITHOUT_UNIT } from './metric-recipe.ts';
import { NOTICE, NOTICE_WITHOUT_TEXTS } from './notice-recipe.ts';
import { OPERATOR } from './operator-recipe.ts';
import { PRESET } from './preset-recipe.ts';
import { checkNamed, type Variant } from './recipe.ts';
import { TreeCopy } from './tree-copy.ts';

/** A copy is made and type-checked, which takes long on a busy machine. */
const TIMEOUT_MS = 240_000;

const RECIPES = [ENDPOINT, EXCHANGE, METRIC, NOTICE, OPERATOR, PRESET];
const BROKEN = [ENDPOINT_ELSEWHERE, METRIC_WITHOUT_UNIT, NOTICE_WITHOUT_TEXTS];

test.each([...RECIPES, ...BROKEN])('$kind touches only the files that docs/recipes.md names for it', (recipe) => {
  checkNamed(recipe);
});

test('a file that the document does not name for the kind is refused', () => {
  const variant: Variant = { kind: 'a setting', adds: { 'domain/market/trade.ts': '' }, edits: {} };
  expect(() => checkNamed(variant)).toThrow('docs/recipes.md does not name domain/market/trade.ts for a setting');
  expect(() => checkNamed({ ...variant, kind: 'a moon' })).toThrow('has no row for a moon');
});

test('an insertion needs its place exactly once', () => {
  expect(insertAfter('a', 'b')('cad')).toBe('cabd');
  expect(() => insertAfter('a', 'b')('aa')).toThrow('2 times');
});

describe('a copy with a variant of each kind', () => {
  let copy: TreeCopy;
  let typeErrors: string;
  beforeAll(async () => {
    copy = await TreeCopy.make();
    for (const recipe of RECIPES) copy.add(recipe);
    typeErrors = await copy.typeErrors();
  }, TIMEOUT_MS);
  afterAll(() => copy.remove());

  test('has no type error', () => {
    expect(typeErrors).toBe('');
  });

  test.each(RECIPES)(
    '$kind does all that its kind does',
    async ({ program, prints }) => {
      expect(await copy.runProgram(program)).toEqual(prints);
    },
    TIMEOUT_MS,
  );
});

test(
  'what lacks a part is a type error',
  async () => {
    const copy = await TreeCopy.make();
    try {
      for (const recipe of BROKEN) copy.add(recipe);
      const said = await copy.typeErrors();
      for (const error of BROKEN.flatMap(({ errors }) => errors)) expect(said).toMatch(error);
    } finally {
      copy.remove();
    }
  },
  TIMEOUT_MS,
);
