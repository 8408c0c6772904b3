import * as z from 'zod';
import { explainExchangeSymbol, SYMBOL_PATTERN } from '../domain/market/symbol.ts';

const NO_SYMBOL = 'must be a symbol, in upper case';

/** A symbol as the exchange writes it. */
export const symbolField = z.string().refine((symbol) => SYMBOL_PATTERN.test(symbol), {
  error: ({ input }) => explainExchangeSymbol(String(input)) ?? NO_SYMBOL,
});

/** A symbol that the catalogue is asked for: it says what was probably meant. */
export const askedSymbolField = z.string().refine((symbol) => explainExchangeSymbol(symbol) === null, {
  error: ({ input }) => explainExchangeSymbol(String(input)) ?? NO_SYMBOL,
});
