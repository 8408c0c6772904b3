// Draws the PNGs of the page's icon from icon.svg: `npm run icons`. Their output is committed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const PUBLIC = join(import.meta.dirname, '../public');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const GROUND = '#2456d3';

/** `inset`: a system may cut a maskable icon down to a circle of 80 % of its width. */
const ICONS = [
  { name: 'icon-180.png', size: 180, inset: 0, ground: GROUND },
  { name: 'icon-192.png', size: 192, inset: 0, ground: 'transparent' },
  { name: 'icon-512.png', size: 512, inset: 0, ground: 'transparent' },
  { name: 'icon-maskable-512.png', size: 512, inset: 0.1, ground: GROUND },
] as const;

const svg = await readFile(join(PUBLIC, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const icon of ICONS) await draw(page, icon);
await browser.close();

async function draw(shown: Page, { name, size, inset, ground }: (typeof ICONS)[number]): Promise<void> {
  await shown.setViewportSize({ width: size, height: size });
  const width = size * (1 - 2 * inset);
  await shown.setContent(
    `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${ground}}svg{width:${width}px}</style>${svg}`,
  );
  await shown.screenshot({ path: join(PUBLIC, name), omitBackground: true });
}
