import {
  type DeepPartial,
  defaultHorzScaleBehavior,
  type Mutable,
  type TickMarkType,
  type TickMarkWeightValue,
  type Time,
  type TimeChartOptions,
  type TimeScalePoint,
} from 'lightweight-charts';
import { wallSecondsIn, weightOf } from './zone-time.ts';

const DefaultAxis = defaultHorzScaleBehavior();

/** The chart counts in UTC and has no zone: this axis begins a day at the midnight of `timeZone`. */
export class ZonedAxis extends DefaultAxis {
  private readonly wallSeconds: (time: number) => number;

  constructor(timeZone: string) {
    super();
    this.wallSeconds = wallSecondsIn(timeZone);
  }

  override fillWeightsForPoints(points: readonly Mutable<TimeScalePoint>[], startIndex: number): void {
    let before = startIndex > 0 ? this.wallOf(points[startIndex - 1]) : null;
    for (const point of points.slice(startIndex)) {
      const now = this.wallOf(point);
      // the first point has none before it: what it begins is not known, and it stands out as its minute does
      point.timeWeight = weightOf(before ?? now - 60, now) as TickMarkWeightValue;
      before = now;
    }
  }

  private wallOf(point: TimeScalePoint | undefined): number {
    return this.wallSeconds(secondsOf(point?.originalTime));
  }
}

/** All times of our charts are seconds. */
function secondsOf(time: unknown): number {
  return typeof time === 'number' ? time : 0;
}

const LABELS: Readonly<Record<TickMarkType, Intl.DateTimeFormatOptions>> = {
  0: { year: 'numeric' },
  1: { month: 'short' },
  2: { day: 'numeric', month: 'short' },
  3: { hour: '2-digit', minute: '2-digit' },
  4: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};
const MOMENT = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
const DATE = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;

/** Labels of the axis and of the crosshair. `isDaily`: a bar is a day, which is one of UTC. */
export function timeLabels(
  timeZone: string,
  { isDaily }: { readonly isDaily: boolean },
): DeepPartial<TimeChartOptions> {
  const zone = isDaily ? 'UTC' : timeZone;
  const formats = new Map<string, Intl.DateTimeFormat>();
  const format = (time: Time, options: Intl.DateTimeFormatOptions) => {
    const key = Object.keys(options).join();
    const known =
      formats.get(key) ?? new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone, hourCycle: 'h23' });
    formats.set(key, known);
    return known.format(secondsOf(time) * 1_000);
  };
  return {
    localization: { timeFormatter: (time: Time) => format(time, isDaily ? DATE : MOMENT) },
    timeScale: { tickMarkFormatter: (time: Time, type: TickMarkType) => format(time, LABELS[type]) },
  };
}
