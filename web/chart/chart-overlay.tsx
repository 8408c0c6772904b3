import type { Signal } from '@preact/signals';
import { Fragment } from 'preact';
import type { AlertView } from '../../contract/alert-view.ts';
import { editAlert } from '../alert-form/open-alert-form.ts';
import { toServerClock } from '../api/server-clock.ts';
import { formatCount } from '../format/format-count.ts';
import { formatWarmUp } from '../format/format-warm-up.ts';
import { Icon } from '../parts/icon.tsx';
import { now } from '../store/clock.ts';
import type { Coin } from '../store/coins.ts';
import { gridOf, type PaneKey, titleOf } from './drawing/chart-panes.ts';
import type { PaneBox, PriceChart } from './drawing/price-chart.ts';
import type { AlertLine } from './lines/alert-lines.ts';
import { shownLevel } from './lines/drag-line.ts';
import { distanceOf, formatLevel, type KnownMetrics, presentOf } from './lines/level-distance.ts';
import { LineGrip } from './lines/line-grip.tsx';
import type { LineMoves } from './lines/line-moves.ts';
import { placeLabels } from './lines/place-labels.ts';
import type { PriceLine } from './lines/price-lines.ts';
import { PriceTag } from './lines/price-tag.tsx';

const isCoarse = matchMedia('(pointer: coarse)').matches;
/** Height of a grip, and the width that a column of them takes; px. */
const GRIP_PX = isCoarse ? 44 : 28;
const COLUMN_PX = 148;
/** with tags, which say what they are of */
const WIDE_COLUMN_PX = 296;
/** where both are shown without names, see chart.css */
const NARROW_COLUMN_PX = 104;
const MAX_COLUMNS = 4;
const narrow = matchMedia('(max-width: 48rem)');

export interface ChartOverlayProps {
  readonly chart: PriceChart;
  /** grows when something on the canvas has moved */
  readonly placed: Signal<number>;
  readonly panes: readonly PaneKey[];
  readonly lines: readonly AlertLine[];
  /** levels of other metrics, on the price's scale */
  readonly priceLines: readonly PriceLine[];
  readonly moves: LineMoves;
  readonly known: KnownMetrics;
  readonly coin: Coin;
  readonly alertOf: (id: string) => AlertView | undefined;
  /** alerts that have just fired */
  readonly fired: ReadonlySet<string>;
  /** the scale shall reach all lines of the pane */
  readonly onStretch: (pane: PaneKey) => void;
}

/** What lies over the canvas: heads of panes, grips of lines, and how many lines lie outside. */
export function ChartOverlay(props: ChartOverlayProps) {
  // read: it is what this follows
  void props.placed.value;
  const { chart, panes } = props;
  const axis = chart.axisWidth();
  return (
    <>
      {panes.map((pane) => {
        const box = chart.boxOf(pane);
        return box && box.height > 0 && <PaneOverlay key={pane} {...props} pane={pane} box={box} axis={axis} />;
      })}
    </>
  );
}

interface PaneOverlayProps extends ChartOverlayProps {
  readonly pane: PaneKey;
  readonly box: PaneBox;
  readonly axis: number;
}

function PaneOverlay(props: PaneOverlayProps) {
  const { pane, box, axis, onStretch, chart, lines, priceLines, known, alertOf } = props;
  const own = lines.filter(({ metric }) => metric === pane);
  const tags = pane === 'price' ? priceLines.filter(({ alertId }) => alertId !== undefined) : [];
  const places = [...own, ...tags].map(({ key }) => ({ key, y: chart.heightOf(pane, key) }));
  const columnPx = narrow.matches ? NARROW_COLUMN_PX : tags.length > 0 ? WIDE_COLUMN_PX : COLUMN_PX;
  const columns = columnsIn(box.width - axis, columnPx);
  const { visible, above, below } = placeLabels(places, { height: box.height, size: GRIP_PX, columns });
  const edge = { right: `${axis + 8}px` };
  return (
    <>
      {pane !== 'price' && (
        <p class="chart-title" style={{ top: `${box.top + 4}px` }}>
          {titleOf(pane)}
          {pane !== 'volume' && known.values.get(pane) === null && `: ${whenKnown(own, alertOf)}`}
        </p>
      )}
      {visible.map(({ key, y, column }) => {
        const place = { top: box.top + y, right: axis + 6 + column * columnPx };
        const line = own.find((it) => it.key === key);
        if (line) return <OwnGrip key={key} {...props} line={line} place={place} />;
        const tag = tags.find((it) => it.key === key);
        return tag && <MovingTag key={key} {...props} line={tag} place={place} />;
      })}
      {above > 0 && (
        <button
          type="button"
          class="chart-edge"
          data-side="above"
          style={{ ...edge, top: `${box.top + 6}px` }}
          onClick={() => onStretch(pane)}
        >
          {formatCount(above, 'alert')} above <Icon name="arrow-up" />
        </button>
      )}
      {below > 0 && (
        <button
          type="button"
          class="chart-edge"
          style={{ ...edge, top: `${box.top + box.height - 30}px` }}
          onClick={() => onStretch(pane)}
        >
          {formatCount(below, 'alert')} below <Icon name="arrow-down" />
        </button>
      )}
    </>
  );
}

/** As many columns as lie beside the axis: a label further left could not be reached. */
function columnsIn(widthPx: number, columnPx: number): number {
  return Math.min(Math.max(Math.floor(widthPx / columnPx), 1), MAX_COLUMNS);
}

/** When the value of a pane is known; its alerts say so. */
function whenKnown(lines: readonly AlertLine[], alertOf: ChartOverlayProps['alertOf']): string {
  const until = lines.map(({ alertId }) => alertOf(alertId)?.warmingUpUntil).find((it) => it != null);
  return until == null ? 'not known yet' : formatWarmUp(until, toServerClock(now.value));
}

interface LabelProps<Line> extends PaneOverlayProps {
  readonly line: Line;
  /** px from the top and the right of the chart */
  readonly place: { readonly top: number; readonly right: number };
}

/** The grip of a line that a person has put into its pane. */
function OwnGrip({ line, place, pane, axis, chart, coin, moves, known, alertOf, fired }: LabelProps<AlertLine>) {
  const level = shownLevel(moves.dragOf(line.key), line.level);
  const alert = alertOf(line.alertId);
  return (
    <Fragment>
      {fired.has(line.alertId) && <div class="line-flash" style={{ top: `${place.top}px`, right: `${axis}px` }} />}
      <LineGrip
        line={line}
        moves={moves}
        grid={gridOf(line.metric, { tickSize: coin.tickSize, near: line.level })}
        distance={distanceOf(line.metric, level, presentOf(coin, line.metric, known))}
        text={formatLevel(line.metric, level, coin.tickSize)}
        {...place}
        valueAt={(at) => chart.valueAt(pane, at)}
        coordinateOf={(value) => chart.coordinateOf(pane, value)}
        onOpen={() => alert && editAlert(alert)}
      />
    </Fragment>
  );
}

/** The tag of a line that moves with what its metric is measured from. */
function MovingTag({ line, place, coin, alertOf }: LabelProps<PriceLine>) {
  const alert = alertOf(line.alertId ?? '');
  const distance = distanceOf('price', `${line.price}`, Number(coin.price) || null);
  return <PriceTag line={line} distance={distance} {...place} onOpen={() => alert && editAlert(alert)} />;
}
