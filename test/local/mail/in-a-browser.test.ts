import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { captureRaw } from '../../support/capture-raw.ts';
import { parseMail, toPage } from './mail-page.ts';
import { SAMPLE_MAILS } from './sample-mails.ts';

/** Debian's; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A folder for a picture of each mail, for people to look at. Empty: none are taken. */
const SCREENSHOTS = process.env.MAIL_SCREENSHOTS ?? '';
const LEAST_CONTRAST = 4.5;

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) {
  console.warn(`LEFT OUT: mails are not looked at in a browser, as there is no chromium at ${CHROMIUM} (set CHROMIUM)`);
}

const SCHEMES = ['light', 'dark'] as const;
const SIGHTS = [600, 360].flatMap((width) => SCHEMES.map((colorScheme) => ({ width, colorScheme })));

const LOOK = readFileSync(join(import.meta.dirname, 'look-at-page.mjs'), 'utf8');
const imageSchema = z.object({
  complete: z.boolean(),
  naturalWidth: z.number(),
  naturalHeight: z.number(),
  width: z.number(),
  height: z.number(),
});
const lookSchema = z.object({
  scrollWidth: z.number(),
  cardWidth: z.number(),
  cardGround: z.string(),
  images: z.array(imageSchema),
  texts: z.number(),
  faint: z.array(z.string()),
});

async function lookAt(page: Page) {
  return lookSchema.parse(await page.evaluate(`${LOOK}; lookAtPage(${LEAST_CONTRAST})`));
}

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    // its sandbox needs rights that containers do not have; only our own pages are shown
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    if (SCREENSHOTS !== '') mkdirSync(SCREENSHOTS, { recursive: true });
  });
  afterAll(() => browser?.close());

  /** The mail as its raw bytes give it. What it asks the network for is noted, not given. */
  async function open(name: string): Promise<{ page: Page; asked: string[] }> {
    const mail = SAMPLE_MAILS[name];
    if (!mail) throw new Error(`no mail ${name}`);
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    const asked: string[] = [];
    await page.route(/^https?:/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await page.setContent(toPage(await parseMail(await captureRaw(mail))));
    return { page, asked };
  }

  async function show(page: Page, { width, colorScheme }: (typeof SIGHTS)[number]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    return lookAt(page);
  }

  test.each(Object.keys(SAMPLE_MAILS))(
    '%s fits into wide and narrow windows, and is read well in both schemes',
    async (name) => {
      const { page, asked } = await open(name);
      for (const sight of SIGHTS) {
        const seen = await show(page, sight);
        if (SCREENSHOTS !== '') {
          const path = join(SCREENSHOTS, `${name}-${sight.width}-${sight.colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
        }
        expect(seen.scrollWidth, JSON.stringify(sight)).toBeLessThanOrEqual(sight.width);
        expect(seen.cardWidth).toBeGreaterThan(0.9 * sight.width);
        expect(seen.faint, JSON.stringify(sight)).toEqual([]);
        expect(seen.texts).toBeGreaterThan(8);
        expect(seen.cardGround).toBe(sight.colorScheme === 'dark' ? 'rgb(25, 29, 36)' : 'rgb(255, 255, 255)');
      }
      expect((await show(page, { width: 1_600, colorScheme: 'light' })).cardWidth).toBe(600);
      expect(asked).toEqual([]);
      await page.close();
    },
  );

  test('the chart is decoded, and drawn as wide as there is room, in its own proportions', async () => {
    const { page } = await open('single');
    // 12 on each side of the card and 28 within; on a narrow screen 18 within and none outside
    for (const [width, shown] of [
      [700, 544],
      [600, 520],
      [360, 324],
    ] as const) {
      const [image, ...others] = (await show(page, { width, colorScheme: 'light' })).images;
      expect(others).toEqual([]);
      expect(image).toMatchObject({ complete: true, naturalWidth: 1_088, naturalHeight: 300, width: shown });
      expect(Math.abs((image?.height ?? 0) - (shown * 150) / 544)).toBeLessThanOrEqual(1);
    }
    await page.close();
  });

  test('what a person wrote is shown as it was written', async () => {
    const { page } = await open('single');
    expect(await page.locator('.note').innerText()).toBe(
      'Take a third off the table, then set the next alert at 68,000 & tell Bob <3',
    );
    await page.close();
  });
});
