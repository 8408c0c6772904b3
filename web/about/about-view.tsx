import './about.css';
import { computed } from '@preact/signals';
import { FEED_NAMES } from '../../domain/market/feed.ts';
import { coinOf, symbols } from '../store/coins.ts';

const PARTS = [
  { name: 'Preact, Signals', url: 'https://preactjs.com/', licence: 'MIT' },
  { name: 'oidc-client-ts', url: 'https://github.com/authts/oidc-client-ts', licence: 'Apache-2.0' },
  { name: 'combobox-nav', url: 'https://github.com/github/combobox-nav', licence: 'MIT' },
  { name: 'Lucide', url: 'https://lucide.dev/', licence: 'ISC' },
] as const;

/** Where prices come from; null while no coin says so. */
const feed = computed(() => {
  const [symbol] = symbols.value;
  return (symbol && coinOf(symbol)?.value.feed) || null;
});

export function AboutView() {
  return (
    <section class="about" aria-labelledby="about-title">
      <h1 id="about-title">About Pricebell</h1>
      <p>
        Pricebell watches every trade of the coins that it follows, and alerts by mail, webhook and on this page. Each
        fire shows the trade that caused it. Nothing on this page is older than it says.
      </p>
      {feed.value && <p>Prices are from {FEED_NAMES[feed.value]}.</p>}
      <p>
        <a href="/api/docs">API</a>
      </p>
      <h2>Charts</h2>
      <p>
        TradingView Lightweight Charts™
        <br />
        Copyright (c) 2025 TradingView, Inc. <a href="https://www.tradingview.com/">https://www.tradingview.com/</a>
      </p>
      <h2>Parts</h2>
      <ul class="about-parts">
        {PARTS.map(({ name, url, licence }) => (
          <li key={name}>
            <a href={url}>{name}</a> <span class="muted">{licence}</span>
          </li>
        ))}
      </ul>
      <p>
        <a href="/licences.txt">All notices and licences</a>
      </p>
    </section>
  );
}
