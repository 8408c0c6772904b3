import type { Candle } from '../../../domain/market/candle.ts';
import type { ChartLabels } from '../../../text/mail/recipient.ts';
import { ChartCanvas, type Spot } from './chart-canvas.ts';
import { type ChartMarks, type ChartPoint, type PriceChart, placeCandles } from './place-candles.ts';

/** The size as shown. The image has twice as many pixels each way, for high-resolution screens. */
const WIDTH = 544;
const HEIGHT = 150;
const SCALE = 2;
const PIXELS = { width: WIDTH * SCALE, height: HEIGHT * SCALE } as const;
const CURVE = 2 * SCALE;
const LEVEL = 1.5 * SCALE;
const DASH = 7 * SCALE;
const DOT = { radius: 4.5 * SCALE, ring: 2 * SCALE } as const;
/** Keeps the dot within the image. */
const EDGE = DOT.radius + DOT.ring;
const SHADOW = 0.22;
const RANGE = 0.3;

export interface DrawnChart {
  readonly png: Uint8Array;
  readonly labels: ChartLabels;
}

/** Draws the price over the 24 hours before a fire, on a transparent background. Null when too little is known. */
export function drawChart(candles: readonly Candle[], marks: ChartMarks): DrawnChart | null {
  const chart = placeCandles(candles, marks);
  if (!chart) return null;
  const { low, high, from, to, level } = chart;
  const labels = {
    cid: 'chart@pricebell',
    width: WIDTH,
    height: HEIGHT,
    low,
    high,
    from,
    to,
    hasLevel: level !== null,
  };
  return { png: draw(chart), labels };
}

function draw({ points, level }: PriceChart): Uint8Array {
  const canvas = new ChartCanvas(PIXELS.width, PIXELS.height);
  fillColumns(canvas, points);
  if (level !== null) drawLevel(canvas, toY(level));
  const spots = points.map((point) => ({ x: toX(point.x), y: toY(point.y) }));
  for (const [i, to] of spots.entries()) {
    const from = spots[i - 1];
    if (from) canvas.drawLine('price', [from, to], CURVE);
  }
  const last = spots.at(-1);
  if (last) canvas.drawDot(last, DOT.radius, DOT.ring);
  return canvas.toPng();
}

const toX = (x: number) => EDGE + x * (PIXELS.width - 2 * EDGE);
const toY = (y: number) => y * PIXELS.height;

/** A fading shadow below the curve, and around it the range that was traded, so that wicks are visible. */
function fillColumns(canvas: ChartCanvas, points: readonly ChartPoint[]): void {
  const fade = (y: number) => SHADOW * (1 - y / PIXELS.height);
  for (const [i, to] of points.entries()) {
    const from = points[i - 1];
    if (!from) continue;
    const last = Math.min(Math.ceil(toX(to.x)), PIXELS.width);
    for (let x = Math.ceil(toX(from.x)); x < last; x += 1) {
      const share = (x - toX(from.x)) / (toX(to.x) - toX(from.x));
      const curve = toY(from.y + share * (to.y - from.y));
      canvas.fillColumn(x, [curve, PIXELS.height], fade);
      // the range of a candle belongs to the time before its close
      canvas.fillColumn(x, [Math.min(toY(to.top), curve), Math.max(toY(to.bottom), curve)], () => RANGE);
    }
  }
}

function drawLevel(canvas: ChartCanvas, y: number): void {
  for (let x = 0; x < PIXELS.width; x += 2 * DASH) {
    const ends: [Spot, Spot] = [
      { x, y },
      { x: Math.min(x + DASH, PIXELS.width), y },
    ];
    canvas.drawLine('level', ends, LEVEL);
  }
}
