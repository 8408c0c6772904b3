import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { captureRaw } from '../../support/capture-raw.ts';
import { parseMail, toPage } from './mail-page.ts';
import { SAMPLE_MAILS } from './sample-mails.ts';

/** Debian's path; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A folder for a screenshot of each mail. Empty: no screenshots. */
const SCREENSHOTS = process.env.MAIL_SCREENSHOTS ?? '';
const LEAST_CONTRAST = 4.5;

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) {
  console.warn(
    `LEFT OUT: mails are not checked in a browser, since there is no chromium at ${CHROMIUM} (set CHROMIUM)`,
  );
}

const SCHEMES = ['light', 'dark'] as const;
const WINDOWS = [600, 360].flatMap((width) => SCHEMES.map((colorScheme) => ({ width, colorScheme })));

const MEASURE_PAGE = readFileSync(join(import.meta.dirname, 'measure-page.mjs'), 'utf8');
const imageSchema = z.object({
  complete: z.boolean(),
  naturalWidth: z.number(),
  naturalHeight: z.number(),
  width: z.number(),
  height: z.number(),
});
const measuredSchema = z.object({
  scrollWidth: z.number(),
  cardWidth: z.number(),
  cardGround: z.string(),
  images: z.array(imageSchema),
  texts: z.number(),
  faint: z.array(z.string()),
});

async function measure(page: Page) {
  return measuredSchema.parse(await page.evaluate(`${MEASURE_PAGE}; measurePage(${LEAST_CONTRAST})`));
}

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    // its sandbox needs rights that containers do not have; only our own pages are shown
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    if (SCREENSHOTS !== '') mkdirSync(SCREENSHOTS, { recursive: true });
  });
  afterAll(() => browser?.close());

  /** Opens the mail from its raw bytes. Its network requests are recorded and refused. */
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

  async function show(page: Page, { width, colorScheme }: (typeof WINDOWS)[number]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    return measure(page);
  }

  test.each(Object.keys(SAMPLE_MAILS))(
    '%s fits into wide and narrow windows, and is readable in both colour schemes',
    async (name) => {
      const { page, asked } = await open(name);
      for (const window of WINDOWS) {
        const measured = await show(page, window);
        if (SCREENSHOTS !== '') {
          const path = join(SCREENSHOTS, `${name}-${window.width}-${window.colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
        }
        expect(measured.scrollWidth, JSON.stringify(window)).toBeLessThanOrEqual(window.width);
        expect(measured.cardWidth).toBeGreaterThan(0.9 * window.width);
        expect(measured.faint, JSON.stringify(window)).toEqual([]);
        expect(measured.texts).toBeGreaterThan(8);
        expect(measured.cardGround).toBe(window.colorScheme === 'dark' ? 'rgb(25, 29, 36)' : 'rgb(255, 255, 255)');
      }
      expect((await show(page, { width: 1_600, colorScheme: 'light' })).cardWidth).toBe(600);
      expect(asked).toEqual([]);
      await page.close();
    },
  );

  test('the chart is decoded, and shown as wide as there is space, in its own proportions', async () => {
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

  test('the note is shown as the person wrote it', async () => {
    const { page } = await open('single');
    expect(await page.locator('.note').innerText()).toBe(
      'Take a third off the table, then set the next alert at 68,000 & tell Bob <3',
    );
    await page.close();
  });
});
