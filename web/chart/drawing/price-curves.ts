import { type IChartApiBase, type ISeriesApi, LineSeries, type Time } from 'lightweight-charts';
import type { WindowedMetric } from '../../../domain/metrics/metric.ts';
import type { ChartPoint } from '../history/chart-points.ts';
import type { MetricPoint } from '../history/metric-history.ts';
import { curveOf } from '../lines/reference-curve.ts';

/** Thin lines over the candles: what metrics are measured from. */
export class PriceCurves {
  private readonly chart: IChartApiBase<Time>;
  private readonly series = new Map<WindowedMetric, ISeriesApi<'Line', Time>>();
  private color: string;

  constructor(chart: IChartApiBase<Time>, color: string) {
    this.chart = chart;
    this.color = color;
  }

  setColor(color: string): void {
    this.color = color;
    for (const series of this.series.values()) series.applyOptions({ color });
  }

  draw(metric: WindowedMetric, values: readonly MetricPoint[], bars: readonly ChartPoint[]): void {
    const points = curveOf(metric, values, bars);
    if (points.length === 0) {
      this.remove(metric);
      return;
    }
    const data = points.map(({ time, price }) => {
      return price === null ? { time: time as Time } : { time: time as Time, value: price };
    });
    this.seriesOf(metric).setData(data);
  }

  remove(metric: WindowedMetric): void {
    const series = this.series.get(metric);
    if (series) this.chart.removeSeries(series);
    this.series.delete(metric);
  }

  private seriesOf(metric: WindowedMetric): ISeriesApi<'Line', Time> {
    const known = this.series.get(metric);
    if (known) return known;
    const quiet = { lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false };
    // the candles alone decide which prices are in sight
    const options = { color: this.color, lineWidth: 1 as const, ...quiet, autoscaleInfoProvider: () => null };
    const made = this.chart.addSeries(LineSeries, options, 0);
    this.series.set(metric, made);
    return made;
  }
}
