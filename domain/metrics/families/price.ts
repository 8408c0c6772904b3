import type { PriceFamily } from '../metric-family.ts';
import { PRICE } from '../unit.ts';
import { ABOVE_0 } from '../value-range.ts';

export const price = {
  kind: 'price',
  unit: PRICE,
  range: ABOVE_0,
  label: { inSentence: 'the price', asTitle: 'Price', afterSymbol: null, zero: null },
  choice: { group: 'Price', word: 'price', levels: null },
  moves: 'with-price',
} as const satisfies PriceFamily;
