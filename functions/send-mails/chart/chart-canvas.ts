import { type Colour, encodePng } from './encode-png.ts';

/** Shades of each colour, from transparent to opaque. */
const SHADES = 64;

/**
 * Blue for prices, amber for the level. Both are of medium brightness: visible on white and on black, and where a mail program
 * inverts colours.
 */
const INKS = { price: { red: 0x3b, green: 0x82, blue: 0xf6 }, level: { red: 0xd0, green: 0x7a, blue: 0x00 } } as const;
export type Ink = keyof typeof INKS;

export interface Spot {
  /** pixels from the left and from the top */
  readonly x: number;
  readonly y: number;
}

/** Two inks on a transparent background. Each pixel stores how much of each ink covers it; the level lies above the prices. */
export class ChartCanvas {
  readonly width: number;
  readonly height: number;
  readonly #cover: Readonly<Record<Ink, Float32Array>>;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#cover = { price: new Float32Array(width * height), level: new Float32Array(width * height) };
  }

  /** Fills column `x` from `top` down to `bottom`. `strength` takes a height; all in pixels. */
  fillColumn(x: number, [top, bottom]: readonly [number, number], strength: (y: number) => number): void {
    const last = Math.min(Math.ceil(bottom), this.height);
    for (let y = Math.max(Math.floor(top), 0); y < last; y += 1) {
      const share = Math.min(bottom, y + 1) - Math.max(top, y);
      this.#add('price', { x, y }, share * strength(y));
    }
  }

  /** A line with round ends, `thickness` pixels wide. */
  drawLine(ink: Ink, [from, to]: readonly [Spot, Spot], thickness: number): void {
    const reach = thickness / 2 + 1;
    this.#each(
      { left: Math.min(from.x, to.x) - reach, right: Math.max(from.x, to.x) + reach },
      { top: Math.min(from.y, to.y) - reach, bottom: Math.max(from.y, to.y) + reach },
      (spot) => this.#stroke(ink, spot, thickness / 2 + 0.5 - distance(spot, from, to)),
    );
  }

  /** A filled circle with a clear ring around it, which sets it off from what lies below. */
  drawDot(centre: Spot, radius: number, ring: number): void {
    const reach = radius + ring + 1;
    this.#each(
      { left: centre.x - reach, right: centre.x + reach },
      { top: centre.y - reach, bottom: centre.y + reach },
      (spot) => {
        const away = lengthOf(spot.x - centre.x, spot.y - centre.y);
        const clear = clamp(radius + ring + 0.5 - away);
        const index = spot.y * this.width + spot.x;
        for (const cover of Object.values(this.#cover)) cover[index] = (cover[index] ?? 0) * (1 - clear);
        this.#stroke('price', spot, radius + 0.5 - away);
      },
    );
  }

  toPng(): Uint8Array {
    const { width, height } = this;
    const pixels = new Uint8Array(width * height);
    for (let i = 0; i < pixels.length; i += 1) {
      const price = this.#cover.price[i] ?? 0;
      const level = this.#cover.level[i] ?? 0;
      const shade = Math.round(Math.max(price, level) * (SHADES - 1));
      pixels[i] = shade === 0 ? 0 : level > 0 && level >= price ? SHADES + shade : shade;
    }
    return encodePng({ width, height, pixels, palette: [...shadesOf('price'), ...shadesOf('level')] });
  }

  #each(
    { left, right }: { left: number; right: number },
    { top, bottom }: { top: number; bottom: number },
    draw: (spot: Spot) => void,
  ): void {
    const lastX = Math.min(Math.ceil(right), this.width - 1);
    const lastY = Math.min(Math.ceil(bottom), this.height - 1);
    for (let y = Math.max(Math.floor(top), 0); y <= lastY; y += 1) {
      for (let x = Math.max(Math.floor(left), 0); x <= lastX; x += 1) draw({ x, y });
    }
  }

  /** Adds to what covers the pixel already. */
  #add(ink: Ink, { x, y }: Spot, amount: number): void {
    const index = y * this.width + x;
    const before = this.#cover[ink][index] ?? 0;
    this.#cover[ink][index] = 1 - (1 - before) * (1 - clamp(amount));
  }

  /** Does not darken what a stroke covers already: the pieces of a curve overlap at their ends. */
  #stroke(ink: Ink, { x, y }: Spot, amount: number): void {
    const index = y * this.width + x;
    this.#cover[ink][index] = Math.max(this.#cover[ink][index] ?? 0, clamp(amount));
  }
}

function shadesOf(ink: Ink): Colour[] {
  const alphaOf = (shade: number) => Math.round((255 * shade) / (SHADES - 1));
  return Array.from({ length: SHADES }, (_, shade) => ({ ...INKS[ink], alpha: alphaOf(shade) }));
}

function clamp(amount: number): number {
  return Math.min(Math.max(amount, 0), 1);
}

/** The distance of a spot from the line between two others. */
function distance(spot: Spot, from: Spot, to: Spot): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : clamp(((spot.x - from.x) * dx + (spot.y - from.y) * dy) / length);
  return lengthOf(spot.x - from.x - along * dx, spot.y - from.y - along * dy);
}

/** `Math.hypot` guards against overflow, which no image has, and takes ten times as long. */
function lengthOf(dx: number, dy: number): number {
  return Math.sqrt(dx * dx + dy * dy);
}
