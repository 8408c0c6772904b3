import type { Signal } from '@preact/signals';
import { Fragment } from 'preact';
import type { AlertView } from '../../contract/alert-view.ts';
import { editAlert } from '../alert-form/open-alert-form.ts';
import { formatCount } from '../format/format-count.ts';
import { Icon } from '../parts/icon.tsx';
import type { Coin } from '../store/coins.ts';
import { gridOf, type PaneKey, titleOf } from './drawing/chart-panes.ts';
import type { PaneBox, PriceChart } from './drawing/price-chart.ts';
import type { AlertLine } from './lines/alert-lines.ts';
import { shownLevel } from './lines/drag-line.ts';
import { distanceOf, formatLevel, presentOf } from './lines/level-distance.ts';
import { LineGrip } from './lines/line-grip.tsx';
import type { LineMoves } from './lines/line-moves.ts';
import { placeLabels } from './lines/place-labels.ts';

const isCoarse = matchMedia('(pointer: coarse)').matches;
/** Height of a grip, and the width that a column of them takes; px. */
const GRIP_PX = isCoarse ? 44 : 28;
const COLUMN_PX = 148;
const MAX_COLUMNS = 4;

export interface ChartOverlayProps {
  readonly chart: PriceChart;
  /** grows when something on the canvas has moved */
  readonly placed: Signal<number>;
  readonly panes: readonly PaneKey[];
  readonly lines: readonly AlertLine[];
  readonly moves: LineMoves;
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

function PaneOverlay({ pane, box, axis, onStretch, ...props }: PaneOverlayProps) {
  const { chart, lines, coin, moves, alertOf, fired } = props;
  const own = lines.filter(({ metric }) => metric === pane);
  const places = own.map(({ key }) => ({ key, y: chart.heightOf(pane, key) }));
  const { visible, above, below } = placeLabels(places, { height: box.height, size: GRIP_PX, columns: MAX_COLUMNS });
  const edge = { right: `${axis + 8}px` };
  return (
    <>
      {pane !== 'price' && (
        <p class="chart-title" style={{ top: `${box.top + 4}px` }}>
          {titleOf(pane)}
        </p>
      )}
      {visible.map(({ key, y, column }) => {
        const line = own.find((it) => it.key === key);
        if (!line) return null;
        const level = shownLevel(moves.dragOf(key), line.level);
        const present = presentOf(coin, line.metric);
        const alert = alertOf(line.alertId);
        return (
          <Fragment key={key}>
            {fired.has(line.alertId) && (
              <div class="line-flash" style={{ top: `${box.top + y}px`, right: `${axis}px` }} />
            )}
            <LineGrip
              line={line}
              moves={moves}
              grid={gridOf(line.metric, { tickSize: coin.tickSize, near: line.level })}
              distance={distanceOf(line.metric, level, present)}
              text={formatLevel(line.metric, level, coin.tickSize)}
              top={box.top + y}
              right={axis + 6 + column * COLUMN_PX}
              valueAt={(at) => chart.valueAt(pane, at)}
              coordinateOf={(value) => chart.coordinateOf(pane, value)}
              onOpen={() => alert && editAlert(alert)}
            />
          </Fragment>
        );
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
