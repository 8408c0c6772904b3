import type { ISeriesPrimitive, PrimitiveHoveredItem, SeriesAttachedParameter, Time } from 'lightweight-charts';
import { inBitmap } from './bitmap-space.ts';
import type { PlacedMark } from './place-marks.ts';

/** Half of a triangle's width, its distance from the price, and how near a pointer must come; px. */
const HALF_PX = 5;
const ABOVE_PX = 4;
const REACH_PX = 14;

/** Full: it has fired. Hollow: it would have fired. */
export type MarkKind = 'fire' | 'preview';

export interface Marks {
  readonly kind: MarkKind;
  readonly marks: readonly PlacedMark[];
  readonly color: string;
  readonly ground: string;
  readonly font: string;
}

interface Shown {
  readonly mark: PlacedMark;
  readonly x: number;
  readonly y: number;
}

/** What a click on a mark names: `fire:ID`. */
const PREFIX = 'fire:';

export function fireOf(objectId: unknown): string | null {
  return typeof objectId === 'string' && objectId.startsWith(PREFIX) ? objectId.slice(PREFIX.length) : null;
}

/** ▼ above the price that fired, with how many where there are several in one bar. */
export class MarkPrimitive implements ISeriesPrimitive<Time> {
  private attachedTo: SeriesAttachedParameter<Time> | null = null;
  private given: Marks = { kind: 'fire', marks: [], color: '', ground: '', font: '' };
  private shown: readonly Shown[] = [];

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.attachedTo = parameters;
  }

  detached(): void {
    this.attachedTo = null;
  }

  set(marks: Marks): void {
    this.given = marks;
    this.attachedTo?.requestUpdate();
  }

  updateAllViews(): void {
    const to = this.attachedTo;
    if (!to) return;
    this.shown = this.given.marks.flatMap((mark) => {
      const x = to.chart.timeScale().timeToCoordinate(mark.time as Time);
      const y = to.series.priceToCoordinate(mark.price);
      return x === null || y === null ? [] : [{ mark, x, y: y - ABOVE_PX }];
    });
  }

  paneViews() {
    const { kind, color, ground, font } = this.given;
    const renderer = inBitmap(({ context, horizontalPixelRatio, verticalPixelRatio }) => {
      context.save();
      context.scale(horizontalPixelRatio, verticalPixelRatio);
      for (const { mark, x, y } of this.shown) {
        triangle(context, x, y);
        context.fillStyle = kind === 'fire' ? color : ground;
        context.strokeStyle = kind === 'fire' ? ground : color;
        context.lineWidth = 1.5;
        context.fill();
        context.stroke();
        if (mark.count > 1) label(context, { text: `${mark.count}`, x, y, color, font });
      }
      context.restore();
    });
    return [{ zOrder: () => 'top' as const, renderer: () => renderer }];
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const near = this.shown.find((it) => Math.hypot(it.x - x, it.y - HALF_PX - y) <= REACH_PX && it.mark.id !== null);
    if (!near) return null;
    return { externalId: `${PREFIX}${near.mark.id}`, cursorStyle: 'pointer', zOrder: 'top' };
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - HALF_PX, y - HALF_PX * 1.7);
  context.lineTo(x + HALF_PX, y - HALF_PX * 1.7);
  context.closePath();
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly font: string;
}

function label(context: CanvasRenderingContext2D, { text, x, y, color, font }: Label): void {
  context.fillStyle = color;
  context.font = `600 11px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(text, x, y - HALF_PX * 1.7 - 2);
}
