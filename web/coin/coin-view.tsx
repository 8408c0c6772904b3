import { Price } from '../parts/price.tsx';
import { coinOf, symbols } from '../store/coins.ts';

export function CoinView({ symbol }: { symbol: string }) {
  // a coin may come after the view is shown
  void symbols.value;
  const coin = coinOf(symbol)?.value;
  return (
    <section aria-labelledby="coin-title">
      <h1 id="coin-title">{symbol}</h1>
      {coin && <Price price={coin.price} tickSize={coin.tickSize} seenAt={coin.seenAt} />}
    </section>
  );
}
