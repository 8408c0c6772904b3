import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import type { Candle } from '../../../../../domain/market/candle.ts';
import { drawChart } from '../../../../../functions/send-mails/chart/draw-chart.ts';
import { DARK, LIGHT } from '../../../../../text/mail/mail-style.ts';
import { buildDay, NOON } from '../../../../support/mails.ts';

const BLUE = [0x3b, 0x82, 0xf6];
const AMBER = [0xd0, 0x7a, 0x00];

/** Decoded by a library, which checks lengths and checksums. */
function decode(candles: readonly Candle[], marks: Parameters<typeof drawChart>[1]) {
  const drawn = drawChart(candles, marks);
  if (!drawn) throw new Error('nothing was drawn');
  const { width, height, data } = PNG.sync.read(Buffer.from(drawn.png), { checkCRC: true });
  const pixel = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  const column = (x: number) => Array.from({ length: height }, (_, y) => pixel(x, y));
  const pixels = Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width)));
  return { ...drawn, width, height, pixel, column, pixels };
}

const isInk = (ink: readonly number[], pixel: readonly number[]) => ink.every((part, i) => pixel[i] === part);

/** By WCAG 2.2. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('a day up to a fire', () => {
  const image = decode(buildDay(NOON), { level: 65_000, at: NOON, price: '65001.2' });

  test('has twice the pixels of its shown size, and a transparent background', () => {
    expect([image.width, image.height]).toEqual([image.labels.width * 2, image.labels.height * 2]);
    expect(image.pixel(2, 2)[3]).toBe(0);
    expect(image.pixel(image.width - 1, image.height - 1)[3]).toBe(0);
  });

  test('is small', () => {
    expect(image.png.length).toBeLessThan(16_000);
  });

  test('has two inks only, visible on light and on dark backgrounds', () => {
    const strange = image.pixels.filter((it) => it[3] !== 0 && !isInk(BLUE, it) && !isInk(AMBER, it));
    expect(strange).toEqual([]);
  });

  test.each([LIGHT.card, DARK.card])('has inks that stand out from the background of the card: %s', (card) => {
    const ground = [1, 3, 5].map((at) => Number.parseInt(card.slice(at, at + 2), 16));
    for (const ink of [BLUE, AMBER]) {
      const [darker = 0, lighter = 0] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      expect((lighter + 0.05) / (darker + 0.05)).toBeGreaterThanOrEqual(3); // WCAG 2.2: graphical objects
    }
  });

  test('comes with the labels around it', () => {
    expect(image.labels).toMatchObject({ from: NOON - 24 * 3_600_000, to: NOON, hasLevel: true });
    const lows = buildDay(NOON).map(({ low }) => Number(low));
    expect(Number(image.labels.low)).toBe(Math.min(...lows));
  });
});

describe('a price that stands still and then doubles', () => {
  const flat = (start: number, price: string): Candle => {
    const prices = { open: price, high: price, low: price, close: price };
    return { start, ...prices, volume: 1, quoteVolume: 1, trades: 1 };
  };
  const candles = Array.from({ length: 24 }, (_, i) => flat(NOON - (24 - i) * 3_600_000, i < 12 ? '100' : '200'));
  const image = decode(candles, { level: 150, at: NOON });

  test('is a line low on the left and high on the right', () => {
    // 92 to 208 on 300 pixels: 200 lies at 20.7, 100 at 279.3
    const curveOf = (x: number) => image.column(x).findIndex((pixel) => isInk(BLUE, pixel) && (pixel[3] ?? 0) === 255);
    expect(curveOf(200)).toBeGreaterThanOrEqual(276);
    expect(curveOf(200)).toBeLessThanOrEqual(280);
    expect(curveOf(900)).toBeGreaterThanOrEqual(18);
    expect(curveOf(900)).toBeLessThanOrEqual(22);
  });

  test('ends in a filled dot with a clear ring around it', () => {
    // the dot's middle is 13 pixels from the edge, its radius is 9; the ring ends 13 from its middle
    const alphas = [1_050, 1_064, 1_070, 1_075, 1_080].map((x) => image.pixel(x, 21)[3]);
    expect(alphas).toEqual([255, 0, 255, 255, 255]);
  });

  test('has its level as a dashed line across', () => {
    const level = Array.from({ length: image.width }, (_, x) => image.pixel(x, 150)).map((it) => isInk(AMBER, it));
    const share = level.filter(Boolean).length / level.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.75);
    expect(level.lastIndexOf(true)).toBeGreaterThan(1_000);
  });
});

test('without a level there is no line', () => {
  const { labels, pixels } = decode(buildDay(NOON), { level: null, at: NOON });
  expect(labels.hasLevel).toBe(false);
  expect(pixels.filter((it) => isInk(AMBER, it) && it[3] !== 0)).toEqual([]);
});

test('without candles nothing is drawn', () => {
  expect(drawChart([], { level: 1, at: NOON })).toBeNull();
});
