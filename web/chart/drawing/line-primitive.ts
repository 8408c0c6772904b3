import type { ISeriesPrimitive, ISeriesPrimitiveAxisView, SeriesAttachedParameter, Time } from 'lightweight-charts';
import { inBitmap } from './bitmap-space.ts';

/** A level as it is drawn. */
export interface DrawnLine {
  readonly key: string;
  readonly value: number;
  /** on the price axis; null: none is shown there */
  readonly label: string | null;
  readonly color: string;
  readonly textColor: string;
  readonly style: 'solid' | 'dashed' | 'dotted';
}

const DASHES: Readonly<Record<DrawnLine['style'], number[]>> = { solid: [], dashed: [6, 4], dotted: [1, 3] };

interface Placed extends DrawnLine {
  readonly y: number | null;
}

/** Lines across a pane with their labels on the axis. `onPlaced` runs at each redraw, with each line's height: what lies over the canvas follows it. */
export class LinePrimitive implements ISeriesPrimitive<Time> {
  private attachedTo: SeriesAttachedParameter<Time> | null = null;
  private lines: readonly DrawnLine[] = [];
  private placed: readonly Placed[] = [];
  /** the chart's scale reaches all lines, not the candles alone */
  private isStretched = false;
  private readonly onPlaced: (heights: ReadonlyMap<string, number | null>) => void;

  constructor(onPlaced: (heights: ReadonlyMap<string, number | null>) => void) {
    this.onPlaced = onPlaced;
  }

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.attachedTo = parameters;
  }

  detached(): void {
    this.attachedTo = null;
  }

  set(lines: readonly DrawnLine[]): void {
    this.lines = lines;
    this.attachedTo?.requestUpdate();
  }

  stretch(isStretched: boolean): void {
    this.isStretched = isStretched;
    this.attachedTo?.requestUpdate();
  }

  autoscaleInfo() {
    const values = this.lines.map(({ value }) => value);
    if (!this.isStretched || values.length === 0) return null;
    return { priceRange: { minValue: Math.min(...values), maxValue: Math.max(...values) } };
  }

  updateAllViews(): void {
    this.placed = this.lines.map((line) => ({
      ...line,
      y: this.attachedTo?.series.priceToCoordinate(line.value) ?? null,
    }));
    this.onPlaced(new Map(this.placed.map(({ key, y }) => [key, y])));
  }

  paneViews() {
    const renderer = inBitmap(({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
      for (const { y, color, style } of this.placed) {
        if (y === null) continue;
        const thickness = Math.max(1, Math.floor(verticalPixelRatio));
        const at = Math.round(y * verticalPixelRatio) + (thickness % 2) / 2;
        context.strokeStyle = color;
        context.lineWidth = thickness;
        context.setLineDash(DASHES[style].map((length) => length * horizontalPixelRatio));
        context.beginPath();
        context.moveTo(0, at);
        context.lineTo(bitmapSize.width, at);
        context.stroke();
      }
      context.setLineDash([]);
    });
    return [{ zOrder: () => 'normal' as const, renderer: () => renderer }];
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.placed.flatMap(({ y, label, color, textColor }) => {
      if (y === null || label === null) return [];
      return [{ coordinate: () => y, text: () => label, textColor: () => textColor, backColor: () => color }];
    });
  }
}
