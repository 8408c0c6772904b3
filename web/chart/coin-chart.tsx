import './chart.css';
import { computed, type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Metric } from '../../domain/metrics/metric.ts';
import { callApi } from '../api/call-api.ts';
import { Icon } from '../parts/icon.tsx';
import { alerts, alertsBySymbol, putAlert, reloadAlert } from '../store/alerts.ts';
import type { Coin } from '../store/coins.ts';
import { previewMarks } from '../store/preview-marks.ts';
import { showToast } from '../store/toasts.ts';
import { zone } from '../store/zone.ts';
import { BarLegend } from './bar-legend.tsx';
import { bindChart, type ChartBinding } from './bind-chart.ts';
import { listenToGestures } from './chart-gestures.ts';
import type { ChartModel } from './chart-model.ts';
import { ChartOverlay } from './chart-overlay.tsx';
import { gridOf, type PaneKey } from './drawing/chart-panes.ts';
import { type ChartTheme, readChartTheme, watchTheme } from './drawing/chart-theme.ts';
import type { Happening } from './drawing/place-marks.ts';
import { PriceChart } from './drawing/price-chart.ts';
import { linesOf } from './lines/alert-lines.ts';
import { firedLately, followFires } from './lines/fired-lately.ts';
import { formatLevel } from './lines/level-distance.ts';
import { LineMoves } from './lines/line-moves.ts';
import { type PriceLine, priceLinesOf } from './lines/price-lines.ts';
import { snapToGrid } from './lines/tick-grid.ts';

export interface AskedLevel {
  readonly metric: Metric;
  /** a decimal string on the grid of the metric */
  readonly level: string;
}

export interface CoinChartProps {
  readonly model: ChartModel;
  readonly coin: Coin;
  /** past fires of the person's alerts on the coin */
  readonly fires: ReadonlySignal<readonly Happening[]>;
  /** an alert at this level is asked for */
  readonly onAsk: (asked: AskedLevel) => void;
  readonly onFire: (id: string) => void;
}

export function CoinChart(props: CoinChartProps) {
  const { model, coin, fires } = props;
  const { symbol } = model;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | null>(null);
  const placed = useSignal(0);
  const point = useSignal<number | null>(null);
  const pointer = useSignal<number | null>(null);
  const theme = useSignal<ChartTheme>(readChartTheme());
  const stretched = useSignal<ReadonlySet<PaneKey>>(new Set());
  const lines = useComputed(() => linesOf(alertsBySymbol.value.get(symbol) ?? [], firedLately.value));
  const preview = useComputed(() => (previewMarks.value?.symbol === symbol ? previewMarks.value : null));
  const priceLines = useMemo(() => movingLines(model, { lines, preview }), [model, lines, preview]);
  const moves = useMemo(() => newMoves(coin.tickSize), [coin.tickSize]);
  const now = useRef(props);
  now.current = props;
  useEffect(() => followFires(), []);
  useEffect(() => watchTheme((next) => (theme.value = next)), []);
  useEffect(() => () => moves.dispose(), [moves]);
  useEffect(() => {
    if (!canvas.current) return;
    const opened = new PriceChart(canvas.current, {
      interval: model.interval,
      timeZone: zone.value,
      tickSize: coin.tickSize,
      theme: theme.peek(),
      onOlder: () => void model.loadOlder(),
      // not read: it runs while the drawing follows what it has read
      onPlaced: () => {
        placed.value = placed.peek() + 1;
      },
      onFire: (id) => now.current.onFire(id),
      onPoint: (time) => (point.value = time),
    });
    const unbind = bindChart(opened, {
      model,
      moves,
      tickSize: coin.tickSize,
      theme,
      lines,
      priceLines,
      fires,
      preview,
      stretched,
    });
    setChart(opened);
    return () => {
      unbind();
      setChart(null);
      opened.dispose();
    };
  }, [model, moves, zone.value]);
  const panes: PaneKey[] = ['price', 'volume', ...model.metrics.value.map(({ metric }) => metric)];
  const askAt = (y: number) => {
    const asked = chart && levelAt(chart, { panes, y, coin: now.current.coin });
    if (asked) now.current.onAsk(asked);
  };
  useEffect(() => {
    if (!frame.current || !chart) return;
    return listenToGestures(frame.current, { onAsk: askAt, onPointer: (y) => (pointer.value = y) });
  }, [chart, panes.join()]);
  const bars = model.history.bars.value;
  const bar = point.value === null ? bars.at(-1) : bars.find(({ start }) => start === (point.value ?? 0) * 1_000);
  void moves.drags.value;
  return (
    <div class="chart" ref={frame} data-panes={panes.length}>
      <div class="chart-canvas" ref={canvas} />
      <BarLegend bar={bar} tickSize={coin.tickSize} />
      {chart && (
        <>
          <ChartOverlay
            chart={chart}
            placed={placed}
            panes={panes}
            lines={lines.value}
            priceLines={priceLines.value}
            moves={moves}
            known={model.known.value}
            coin={coin}
            alertOf={(id) => alerts.peek().get(id)}
            fired={firedLately.value}
            onStretch={(pane) => (stretched.value = new Set([...stretched.value, pane]))}
          />
          <AskButton chart={chart} y={pointer.value} panes={panes} onAsk={askAt} />
        </>
      )}
    </div>
  );
}

/** Levels of other metrics on the price's scale: of alerts, and of the one that is being written. */
function movingLines(
  { references }: ChartModel,
  { lines, preview }: Pick<ChartBinding, 'lines' | 'preview'>,
): ReadonlySignal<readonly PriceLine[]> {
  return computed(() => {
    const written = (preview.value?.levels ?? []).map((level, place) => {
      return { ...level, key: `preview/${place}`, name: null, status: 'active' as const };
    });
    return priceLinesOf([...lines.value, ...written], references.prices.value);
  });
}

/** `+` at the price axis, at the height of the pointer. Keys have `n` and the button above the chart. */
function AskButton({
  chart,
  y,
  panes,
  onAsk,
}: {
  chart: PriceChart;
  y: number | null;
  panes: PaneKey[];
  onAsk: (y: number) => void;
}) {
  if (y === null || paneAt(chart, panes, y) === null) return null;
  return (
    <button
      type="button"
      class="chart-ask"
      tabIndex={-1}
      aria-label="New alert at this level"
      title="New alert at this level"
      style={{ top: `${y}px`, right: `${chart.axisWidth()}px` }}
      onClick={() => onAsk(y)}
    >
      <Icon name="plus" />
    </button>
  );
}

/** The pane of levels at a height; a volume of one bar is no metric of alerts. */
function paneAt(chart: PriceChart, panes: readonly PaneKey[], y: number): Exclude<PaneKey, 'volume'> | null {
  for (const pane of panes) {
    const box = chart.boxOf(pane);
    if (pane !== 'volume' && box && y >= box.top && y < box.top + box.height) return pane;
  }
  return null;
}

function levelAt(
  chart: PriceChart,
  { panes, y, coin }: { panes: readonly PaneKey[]; y: number; coin: Coin },
): AskedLevel | null {
  const metric = paneAt(chart, panes, y);
  const value = metric && chart.valueAt(metric, y - (chart.boxOf(metric)?.top ?? 0));
  if (!metric || value === null) return null;
  const near = metric === 'price' ? (coin.price ?? `${value}`) : value.toFixed(2);
  return { metric, level: snapToGrid(value, gridOf(metric, { tickSize: coin.tickSize, near })) };
}

function newMoves(tickSize: string | null): LineMoves {
  return new LineMoves({
    patch: (id, body, ifMatch) => callApi('PATCH /api/alerts/{id}', { params: { id }, body, ifMatch }),
    alertOf: (id) => alerts.peek().get(id),
    put: putAlert,
    reload: reloadAlert,
    notify: showToast,
    format: ({ metric }, level) => formatLevel(metric, level, tickSize),
  });
}
