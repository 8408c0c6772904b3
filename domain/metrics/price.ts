import type { PriceFamily } from './metric-family.ts';
import { PRICE } from './unit.ts';

export const price = {
  kind: 'price',
  unit: PRICE,
  range: { min: 0, isMinIncluded: false },
  label: { inSentence: 'the price', asTitle: 'Price', afterSymbol: null },
  choice: { group: 'Price', word: 'price', levels: null },
  moves: 'with-price',
} as const satisfies PriceFamily;
