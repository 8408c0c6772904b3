/** The notice that the licence of the library asks for, under each chart. */
export function ChartCredit() {
  return (
    <p class="chart-credit">
      <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
        TradingView Lightweight Charts™
      </a>{' '}
      Copyright (c) 2025 TradingView, Inc.
    </p>
  );
}
