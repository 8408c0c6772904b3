import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, useBrowser, WINDOWS } from './browser.ts';

const MAX_SHIFT = 0.02;
const TICKS = 3;

/** The sum of the page's layout shifts since `from`, ms after it was opened (https://web.dev/articles/cls, without its session windows: never less than CLS). */
const shiftsSince = (from: number) => `new Promise((resolve) => {
  let sum = 0;
  const observer = new PerformanceObserver((list) => { for (const { value, startTime } of list.getEntries()) if (startTime >= ${from}) sum += value; });
  observer.observe({ type: 'layout-shift', buffered: true });
  // what is buffered comes in a task of its own
  setTimeout(() => resolve(sum), 300);
})`;

async function untilTicked(page: Page, selector: string): Promise<void> {
  const price = page.locator(selector).first();
  for (let tick = 0; tick < TICKS; tick += 1) {
    const before = await price.innerText();
    await expect.poll(() => price.innerText(), { timeout: 20_000 }).not.toBe(before);
  }
}

describe.skipIf(!hasBrowser)('while prices tick', () => {
  const { open } = useBrowser();

  test.each([
    ['the list of coins', '/', 'wide'],
    ['the list of coins on a phone', '/', 'phone'],
    ['a coin', '/coins/ETHUSDT', 'wide'],
    ['a coin on a phone', '/coins/ETHUSDT', 'phone'],
  ] as const)('nothing moves in %s', async (_name, path, window) => {
    const { page } = await open({ path, window: WINDOWS[window] });
    await page.locator('.price-figure').first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
    const from = Number(await page.evaluate('performance.now()'));
    await untilTicked(page, '.price-figure');
    const shift = Number(await page.evaluate(shiftsSince(from)));
    const whileLoading = Number(await page.evaluate(shiftsSince(0))) - shift;
    const firstPrices = await page.evaluate("performance.getEntriesByName('first-prices')[0]?.startTime ?? null");
    console.info(
      `${path} ${window}: layout shift ${shift.toFixed(4)}, and ${whileLoading.toFixed(4)} while it loads; first prices after ${firstPrices} ms`,
    );
    expect(shift).toBeLessThan(MAX_SHIFT);
  });
});
