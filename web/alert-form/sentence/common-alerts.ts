/** What people ask for most. Each is the text of a link to a filled form; docs/page-links.md lists them for people. */
export const COMMON_ALERTS = [
  { label: 'New 24-hour high', link: 'when:below-high-24h,crosses-below,0' },
  { label: 'RSI below 30', link: 'when:rsi-14-1h,crosses-below,30' },
  { label: 'Volume 5× its average', link: 'when:volume-ratio-5m,crosses-above,5' },
  { label: 'Crosses its 200-day average', link: 'when:sma-200-1d,crosses,0' },
] as const;
