import type { ISeriesPrimitive, Logical, SeriesAttachedParameter, Time } from 'lightweight-charts';
import type { Span } from '../history/unwatched-spans.ts';
import { inBitmap } from './bitmap-space.ts';

/** Distance of the strokes, and the least width of a span, px. */
const STROKES_PX = 7;
const LEAST_PX = 2;

export interface Hatch {
  readonly spans: readonly Span[];
  /** of a bar, ms */
  readonly length: number;
  readonly color: string;
}

interface Stripe {
  readonly left: number;
  readonly right: number;
}

/** Hatches the time in which trades were not judged, behind the candles. */
export class HatchPrimitive implements ISeriesPrimitive<Time> {
  private attachedTo: SeriesAttachedParameter<Time> | null = null;
  private hatch: Hatch = { spans: [], length: 60_000, color: 'transparent' };
  private stripes: readonly Stripe[] = [];

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.attachedTo = parameters;
  }

  detached(): void {
    this.attachedTo = null;
  }

  set(hatch: Hatch): void {
    this.hatch = hatch;
    this.attachedTo?.requestUpdate();
  }

  updateAllViews(): void {
    this.stripes = this.hatch.spans.flatMap((span) => this.stripeOf(span) ?? []);
  }

  paneViews() {
    const renderer = inBitmap(({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
      context.strokeStyle = this.hatch.color;
      context.lineWidth = Math.max(1, Math.floor(verticalPixelRatio));
      for (const { left, right } of this.stripes) {
        hatchArea(context, {
          left: Math.round(left * horizontalPixelRatio),
          right: Math.round(Math.min(right * horizontalPixelRatio, bitmapSize.width)),
          height: bitmapSize.height,
          step: STROKES_PX * verticalPixelRatio,
        });
      }
    });
    return [{ zOrder: () => 'bottom' as const, renderer: () => renderer }];
  }

  private stripeOf({ from, to }: Span): Stripe | null {
    const [left, right] = [this.xOf(from), this.xOf(to)];
    if (left === null || right === null || right < 0) return null;
    return { left: Math.max(left, 0), right: Math.max(right, left + LEAST_PX) };
  }

  /** A bar is drawn at the middle of its time. Null: the chart has no bars yet. */
  private xOf(instant: number): number | null {
    if (!this.attachedTo) return null;
    const scale = this.attachedTo.chart.timeScale();
    const { length } = this.hatch;
    const start = Math.floor(instant / length) * length;
    const index = scale.timeToIndex((start / 1_000) as Time, true);
    const found = index === null ? null : this.attachedTo.series.dataByIndex(index);
    const x = index === null ? null : scale.logicalToCoordinate(index as number as Logical);
    if (x === null) return null;
    const offset =
      found && typeof found.time === 'number' && found.time * 1_000 === start ? (instant - start) / length : 0;
    return x + (offset - 0.5) * scale.options().barSpacing;
  }
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly step: number;
}

function hatchArea(context: CanvasRenderingContext2D, { left, right, height, step }: Area): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  context.beginPath();
  // a stroke lies where it did when the chart moves: it begins at a multiple of the step
  for (let x = Math.floor((left - height) / step) * step; x < right; x += step) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}
