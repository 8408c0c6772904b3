import { effect, type ReadonlySignal } from '@preact/signals';
import { lengthOf } from '../../domain/market/chart-interval.ts';
import type { PreviewMarks } from '../store/preview-marks.ts';
import type { ChartModel } from './chart-model.ts';
import type { PaneKey } from './drawing/chart-panes.ts';
import type { ChartTheme } from './drawing/chart-theme.ts';
import { drawnLines, drawnPriceLines } from './drawing/drawn-lines.ts';
import { type Happening, placeMarks } from './drawing/place-marks.ts';
import type { PriceChart } from './drawing/price-chart.ts';
import { pointsOf } from './history/chart-points.ts';
import type { AlertLine } from './lines/alert-lines.ts';
import { formatLevel } from './lines/level-distance.ts';
import type { LineMoves } from './lines/line-moves.ts';
import type { PriceLine } from './lines/price-lines.ts';

export interface ChartBinding {
  readonly model: ChartModel;
  readonly moves: LineMoves;
  readonly tickSize: string | null;
  readonly theme: ReadonlySignal<ChartTheme>;
  readonly lines: ReadonlySignal<readonly AlertLine[]>;
  /** levels of other metrics, on the price's scale */
  readonly priceLines: ReadonlySignal<readonly PriceLine[]>;
  readonly fires: ReadonlySignal<readonly Happening[]>;
  /** of an alert on this coin that is being written */
  readonly preview: ReadonlySignal<PreviewMarks | null>;
  readonly stretched: ReadonlySignal<ReadonlySet<PaneKey>>;
}

/** Keeps the drawing true to what is known, until what it gives back is called. */
export function bindChart(chart: PriceChart, binding: ChartBinding): () => void {
  const { model, theme, fires, preview } = binding;
  const length = lengthOf(model.interval);
  const spanOf = () => {
    const bars = model.history.bars.value;
    return { from: (bars[0]?.start ?? 0) / 1_000, to: (bars.at(-1)?.start ?? 0) / 1_000 };
  };
  const shown = new Set<Exclude<PaneKey, 'price' | 'volume'>>();
  const stops = [
    effect(() => chart.setTheme(theme.value)),
    effect(() => chart.setCandles(pointsOf(model.history.bars.value, length))),
    effect(() => chart.setUnwatched(model.history.unwatched.value)),
    effect(() => {
      const metrics = model.metrics.value;
      for (const gone of shown) if (!metrics.some(({ metric }) => metric === gone)) chart.setMetric(gone, null);
      shown.clear();
      for (const { metric, points } of metrics) {
        chart.setMetric(metric, points.value);
        shown.add(metric);
      }
    }),
    effect(() => chart.setMarks('fire', placeMarks(fires.value, length, spanOf()))),
    effect(() => {
      const found = (preview.value?.fires ?? []).map(({ time, price }) => ({
        id: null,
        at: Date.parse(time),
        price: Number(price),
      }));
      chart.setMarks('preview', placeMarks(found, length, spanOf()));
    }),
    effect(() => drawLines(chart, binding)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function drawLines(
  chart: PriceChart,
  { model, moves, tickSize, theme, lines, priceLines, preview, stretched }: ChartBinding,
): void {
  void moves.drags.value;
  const panes: PaneKey[] = ['price', ...model.metrics.value.map(({ metric }) => metric)];
  for (const pane of panes) {
    const written = preview.value;
    const own = lines.value.filter(({ metric }) => metric === pane);
    const drawn = drawnLines({
      lines: own,
      moves,
      preview: written && { ...written, levels: written.levels.filter(({ metric }) => metric === pane) },
      theme: theme.value,
      format: ({ metric }, level) => formatLevel(metric, level, tickSize),
    });
    const moving = pane === 'price' ? drawnPriceLines(priceLines.value, theme.value) : [];
    chart.setLines(pane, [...drawn, ...moving]);
    chart.stretch(pane, stretched.value.has(pane));
  }
}
