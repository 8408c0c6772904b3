import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChartEx,
  type DeepPartial,
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  LineSeries,
  type MouseEventParams,
  type SeriesType,
  type Time,
  type TimeChartOptions,
} from 'lightweight-charts';
import { type ChartInterval, lengthOf } from '../../../domain/market/chart-interval.ts';
import { metricNamed, type WindowedMetric } from '../../../domain/metrics/metric.ts';
import { QUOTE_ASSET } from '../../../domain/metrics/unit.ts';
import { formatPrice, formatShort, formatValue } from '../../format/format-number.ts';
import { type ChartPoint, changeOf, isBar, isSamePoint } from '../history/chart-points.ts';
import type { MetricPoint } from '../history/metric-history.ts';
import type { Span } from '../history/unwatched-spans.ts';
import { placesOf } from '../lines/tick-grid.ts';
import type { PaneKey } from './chart-panes.ts';
import type { ChartTheme } from './chart-theme.ts';
import { HatchPrimitive } from './hatch-primitive.ts';
import { type DrawnLine, LinePrimitive } from './line-primitive.ts';
import { fireOf, type MarkKind, MarkPrimitive } from './mark-primitive.ts';
import type { PlacedMark } from './place-marks.ts';
import { PriceCurves } from './price-curves.ts';
import { timeLabels, ZonedAxis } from './zoned-axis.ts';

/** Older candles are asked for when fewer bars than this lie left of what is shown. */
const OLDER_BEFORE_BARS = 40;
const STRETCH = { price: 6, volume: 1.1, metric: 1.6 };
const RIGHT_OFFSET_BARS = 6;

export interface PriceChartOptions {
  readonly interval: ChartInterval;
  readonly timeZone: string;
  readonly tickSize: string | null;
  readonly theme: ChartTheme;
  readonly onOlder: () => void;
  readonly onPlaced: () => void;
  readonly onFire: (id: string) => void;
  /** the bar under the pointer, s; null: there is none */
  readonly onPoint: (time: number | null) => void;
}

export interface PaneBox {
  /** px from the top of the chart */
  readonly top: number;
  readonly height: number;
  /** px, with the axis */
  readonly width: number;
}

interface Pane {
  readonly series: ISeriesApi<SeriesType>;
  readonly lines: LinePrimitive;
  heights: ReadonlyMap<string, number | null>;
}

/** The drawing of one coin: candles, volume and metrics, each in a pane, and what lies on them. It knows no API and no store. */
export class PriceChart {
  private readonly chart: IChartApiBase<Time>;
  private readonly options: PriceChartOptions;
  private readonly panes = new Map<PaneKey, Pane>();
  private readonly hatch = new HatchPrimitive();
  private readonly curves: PriceCurves;
  private readonly marks = { fire: new MarkPrimitive(), preview: new MarkPrimitive() };
  private theme: ChartTheme;
  private points: readonly ChartPoint[] = [];
  private readonly metricPoints = new Map<WindowedMetric, readonly MetricPoint[]>();
  private unwatched: readonly Span[] = [];
  private readonly placedMarks: Record<MarkKind, readonly PlacedMark[]> = { fire: [], preview: [] };

  constructor(container: HTMLElement, options: PriceChartOptions) {
    this.options = options;
    this.theme = options.theme;
    this.chart = createDrawing(container, options);
    this.curves = new PriceCurves(this.chart, options.theme.accent);
    this.addPane('price', this.chart.addSeries(CandlestickSeries, { priceFormat: this.priceFormat() }, 0));
    this.addPane(
      'volume',
      this.chart.addSeries(
        HistogramSeries,
        { priceFormat: amountFormat(), lastValueVisible: false, priceLineVisible: false },
        1,
      ),
    );
    const price = this.panes.get('price')?.series;
    for (const primitive of [this.hatch, this.marks.preview, this.marks.fire]) price?.attachPrimitive(primitive);
    this.stretchPanes();
    this.setTheme(options.theme);
    this.listen();
  }

  setCandles(points: readonly ChartPoint[]): void {
    const change = changeOf(this.points, points, isSamePoint);
    this.points = points;
    if (change.kind === 'none') return;
    if (change.kind === 'tail') {
      for (const point of change.points) {
        this.panes.get('price')?.series.update(asCandle(point));
        this.panes.get('volume')?.series.update(this.asVolume(point));
      }
      return;
    }
    this.keepingRange(change.prepended, () => {
      this.panes.get('price')?.series.setData(points.map(asCandle));
      this.panes.get('volume')?.series.setData(points.map((point) => this.asVolume(point)));
      for (const metric of this.metricPoints.keys()) this.drawMetric(metric);
    });
  }

  /** Panes of metrics come and go; null: it is shown no more. */
  setMetric(metric: WindowedMetric, points: readonly MetricPoint[] | null): void {
    const pane = this.panes.get(metric);
    if (points === null) {
      if (pane) this.chart.removeSeries(pane.series);
      this.curves.remove(metric);
      this.panes.delete(metric);
      this.metricPoints.delete(metric);
      return;
    }
    if (!pane) this.addMetricPane(metric);
    this.metricPoints.set(metric, points);
    this.drawMetric(metric);
  }

  setLines(pane: PaneKey, lines: readonly DrawnLine[]): void {
    this.panes.get(pane)?.lines.set(lines);
  }

  /** The scale of the pane reaches all lines. */
  stretch(pane: PaneKey, isStretched: boolean): void {
    this.panes.get(pane)?.lines.stretch(isStretched);
  }

  setUnwatched(spans: readonly Span[]): void {
    this.unwatched = spans;
    this.hatch.set({ spans, length: lengthOf(this.options.interval), color: this.theme.lineStrong });
  }

  setMarks(kind: MarkKind, marks: readonly PlacedMark[]): void {
    this.placedMarks[kind] = marks;
    const { accent, warn, ground, font } = this.theme;
    this.marks[kind].set({ kind, marks, color: kind === 'fire' ? warn : accent, ground, font });
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    const { muted, up, down, accent } = theme;
    this.curves.setColor(accent);
    this.chart.applyOptions(themeOptions(theme));
    const candle = { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false };
    this.panes.get('price')?.series.applyOptions(candle);
    for (const metric of this.metricPoints.keys()) this.panes.get(metric)?.series.applyOptions({ color: muted });
    this.panes.get('volume')?.series.setData(this.points.map((point) => this.asVolume(point)));
    this.setUnwatched(this.unwatched);
    for (const kind of ['fire', 'preview'] as const) this.setMarks(kind, this.placedMarks[kind]);
  }

  /** Where a line lies within its pane, px; null: nowhere yet. */
  heightOf(pane: PaneKey, key: string): number | null {
    return this.panes.get(pane)?.heights.get(key) ?? null;
  }

  boxOf(pane: PaneKey): PaneBox | null {
    const element = this.panes.get(pane)?.series.getPane().getHTMLElement();
    return element ? { top: element.offsetTop, height: element.clientHeight, width: element.clientWidth } : null;
  }

  /** px */
  axisWidth(): number {
    return this.chart.priceScale('right').width();
  }

  /** The value at a height within the pane, px. */
  valueAt(pane: PaneKey, y: number): number | null {
    return this.panes.get(pane)?.series.coordinateToPrice(y) ?? null;
  }

  /** The height of a value within the pane, px. */
  coordinateOf(pane: PaneKey, value: number): number | null {
    return this.panes.get(pane)?.series.priceToCoordinate(value) ?? null;
  }

  dispose(): void {
    this.chart.remove();
  }

  private listen(): void {
    const { options } = this;
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range && range.from < OLDER_BEFORE_BARS && this.points.length > 0) options.onOlder();
    });
    this.chart.subscribeCrosshairMove(({ time }: MouseEventParams<Time>) => {
      options.onPoint(typeof time === 'number' ? time : null);
    });
    this.chart.subscribeClick(({ hoveredInfo }) => {
      const fire = fireOf(hoveredInfo?.objectId);
      if (fire !== null) options.onFire(fire);
    });
  }

  private addPane(key: PaneKey, series: ISeriesApi<SeriesType>): void {
    const pane: Pane = {
      series,
      heights: new Map(),
      lines: new LinePrimitive((heights) => {
        pane.heights = heights;
        this.options.onPlaced();
      }),
    };
    series.attachPrimitive(pane.lines);
    this.panes.set(key, pane);
  }

  private addMetricPane(metric: WindowedMetric): void {
    const options = {
      color: this.theme.muted,
      lineWidth: 1 as const,
      priceFormat: this.formatOf(metric),
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    };
    this.addPane(metric, this.chart.addSeries(LineSeries, options, this.chart.panes().length));
    this.stretchPanes();
  }

  private stretchPanes(): void {
    for (const [key, { series }] of this.panes) {
      series.getPane().setStretchFactor(key === 'price' || key === 'volume' ? STRETCH[key] : STRETCH.metric);
    }
  }

  /** Values before the first candle would make the time axis longer. */
  private drawMetric(metric: WindowedMetric): void {
    const first = this.points[0]?.time ?? Number.POSITIVE_INFINITY;
    const inside = (this.metricPoints.get(metric) ?? []).filter(({ time }) => time >= first);
    const data = inside.map(({ time, value }) =>
      value === null ? { time: time as Time } : { time: time as Time, value },
    );
    this.panes.get(metric)?.series.setData(data);
    this.curves.draw(metric, inside, this.points);
  }

  private asVolume(point: ChartPoint) {
    const time = point.time as Time;
    if (!isBar(point)) return { time };
    const isRising = point.close >= point.open;
    return { time, value: point.volume, color: isRising ? `${this.theme.up}80` : `${this.theme.down}80` };
  }

  /** All data set again would lose the place to which a person has scrolled. */
  private keepingRange(prepended: number, draw: () => void): void {
    const scale = this.chart.timeScale();
    const range = prepended > 0 ? scale.getVisibleLogicalRange() : null;
    draw();
    if (range) scale.setVisibleLogicalRange({ from: range.from + prepended, to: range.to + prepended });
  }

  private formatOf(metric: WindowedMetric) {
    const { places, sign } = metricNamed(metric).unit;
    if (places === 'as-printed') return this.priceFormat();
    return sign === QUOTE_ASSET ? amountFormat() : valueFormat(sign ?? '');
  }

  private priceFormat() {
    const { tickSize } = this.options;
    const places = tickSize === null ? 8 : placesOf(tickSize);
    const formatter = (price: number) => formatPrice(price.toFixed(places), tickSize);
    return { type: 'custom' as const, minMove: tickSize === null ? 1e-8 : Number(tickSize), formatter };
  }
}

function createDrawing(container: HTMLElement, options: PriceChartOptions): IChartApiBase<Time> {
  const isDaily = options.interval === '1d';
  const { localization, timeScale } = timeLabels(options.timeZone, { isDaily });
  return createChartEx<Time, ZonedAxis>(container, new ZonedAxis(isDaily ? 'UTC' : options.timeZone), {
    ...themeOptions(options.theme, {
      ...timeScale,
      rightOffset: RIGHT_OFFSET_BARS,
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 1,
    }),
    autoSize: true,
    ...(localization && { localization }),
    // a finger that moves up or down scrolls the page
    handleScroll: { vertTouchDrag: false },
  });
}

function asCandle(point: ChartPoint) {
  const time = point.time as Time;
  if (!isBar(point)) return { time };
  const { open, high, low, close } = point;
  return { time, open, high, low, close };
}

function amountFormat() {
  return { type: 'custom' as const, minMove: 0.001, formatter: (amount: number) => formatShort(amount) };
}

/** `57.3%`, `2.4×` */
function valueFormat(sign: string) {
  return { type: 'custom' as const, minMove: 0.01, formatter: (value: number) => formatValue(value, sign) };
}

function themeOptions(
  { ground, muted, line, lineStrong, font }: ChartTheme,
  timeScale: DeepPartial<TimeChartOptions>['timeScale'] = {},
): DeepPartial<TimeChartOptions> {
  const crosshair = { color: muted, labelBackgroundColor: muted };
  return {
    layout: {
      background: { type: ColorType.Solid, color: ground },
      textColor: muted,
      fontFamily: font,
      fontSize: 11,
      // the built-in logo breaks the policy of the page: the line under the chart names the library
      attributionLogo: false,
      panes: { separatorColor: line, separatorHoverColor: lineStrong },
    },
    grid: { vertLines: { color: `${line}80` }, horzLines: { color: `${line}80` } },
    crosshair: { mode: CrosshairMode.Normal, vertLine: crosshair, horzLine: crosshair },
    rightPriceScale: { borderColor: line },
    timeScale: { ...timeScale, borderColor: line },
  };
}
