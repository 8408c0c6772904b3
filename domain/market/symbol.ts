// Without zod: the page reads links too.

/** Names of coins are upper-case letters and digits; a few newer ones have letters of other scripts. */
export const SYMBOL_PATTERN = /^[\p{Lu}\p{Lo}\p{N}_.]{1,50}$/u;

/** `binance:BTCUSDT`, whatever its case: reserved for deployments that watch several exchanges. */
const WITH_EXCHANGE = /^[\p{L}\p{N}][\p{L}\p{N}._-]*:(.*)$/su;

/** Why a text that names an exchange is no symbol, for people; null for any other text. */
export function explainExchangeSymbol(text: string): string | null {
  const [, name] = WITH_EXCHANGE.exec(text) ?? [];
  if (name === undefined) return null;
  const symbol = name.toUpperCase();
  const remedy = SYMBOL_PATTERN.test(symbol) ? symbol : 'the symbol alone, such as BTCUSDT';
  return `this deployment watches one exchange alone: write ${remedy}`;
}
