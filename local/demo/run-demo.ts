import * as z from 'zod';
import { waitUntil } from '../wait-until.ts';
import type { ApiClient } from './api-client.ts';
import { type DemoAlert, demoSlots, planDemo } from './demo-alerts.ts';

export const DEMO_EMAIL = 'demo@example.com';
const DEMO_COINS = 3;
const FAVOURITES = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BNBUSDT', 'XRPUSDT'];
const PRICE_WITHIN_MS = 60_000;
const MAX_ALERT_PAGES = 10;

const symbolsSchema = z.object({ items: z.array(z.object({ symbol: z.string() })) });
const coinsSchema = z.object({ items: z.array(z.object({ symbol: z.string(), price: z.string().nullable() })) });
const alertsSchema = z.object({
  items: z.array(z.object({ id: z.string(), symbol: z.string(), note: z.string().nullable(), status: z.string() })),
  nextCursor: z.string().nullable(),
});

/** Follows three coins and sets a few alerts close to the market. Returns the coins. @throws Error when the API refuses */
export async function runDemo(api: ApiClient): Promise<string[]> {
  const symbols = await chooseCoins(api);
  await Promise.all(symbols.map((symbol) => api.send('PUT', `/coins/${encodeURIComponent(symbol)}`)));
  const alerts = await listAlerts(api);
  await Promise.all(symbols.map((symbol) => armCoin(api, symbol, alerts)));
  return symbols;
}

async function chooseCoins(api: ApiClient): Promise<string[]> {
  const listed = await Promise.all(
    FAVOURITES.map(async (symbol) => (await listedSymbols(api, symbol)).includes(symbol)),
  );
  const found = FAVOURITES.filter((_, index) => listed[index]);
  const others = found.length < DEMO_COINS ? await listedSymbols(api, '') : [];
  return [...new Set([...found, ...others])].slice(0, DEMO_COINS);
}

async function listedSymbols(api: ApiClient, text: string): Promise<string[]> {
  const { items } = await api.read(`/symbols?q=${encodeURIComponent(text)}`, symbolsSchema);
  return items.map(({ symbol }) => symbol);
}

async function listAlerts(api: ApiClient): Promise<DemoAlert[]> {
  const alerts: DemoAlert[] = [];
  let cursor = '';
  for (let page = 0; page < MAX_ALERT_PAGES; page += 1) {
    const { items, nextCursor } = await api.read(`/alerts?limit=100${cursor}`, alertsSchema);
    alerts.push(...items);
    if (nextCursor === null) break;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return alerts;
}

async function armCoin(api: ApiClient, symbol: string, alerts: readonly DemoAlert[]): Promise<void> {
  const price = await waitUntil(`a price of ${symbol}`, PRICE_WITHIN_MS, async () => {
    const { items } = await api.read('/coins', coinsSchema);
    return items.find((coin) => coin.symbol === symbol)?.price ?? undefined;
  });
  const own = alerts.filter((alert) => alert.symbol === symbol);
  for (const step of planDemo(demoSlots(price), own)) {
    const { note, op, level } = step.slot;
    if (step.kind === 're-arm') {
      await api.send('PATCH', `/alerts/${encodeURIComponent(step.id)}`, { condition: { level }, status: 'active' });
    } else {
      const condition = { metric: 'price', op, level };
      await api.send('POST', '/alerts', { symbol, condition, channels: [{ type: 'email' }], note });
    }
  }
}
