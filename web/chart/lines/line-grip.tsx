import { useRef } from 'preact/hooks';
import { metricNamed } from '../../../domain/metrics/metric.ts';
import { Icon } from '../../parts/icon.tsx';
import type { AlertLine } from './alert-lines.ts';
import { type DragEvent, shownLevel } from './drag-line.ts';
import type { LevelDistance } from './level-distance.ts';
import { speakLevel } from './level-distance.ts';
import type { LineMoves } from './line-moves.ts';
import { snapToGrid, stepLevel, type TickGrid } from './tick-grid.ts';

/** A pointer that moves less presses. */
const MOVE_PX = 3;
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};
const SHIFT_STEPS = 10;

export interface LineGripProps {
  readonly line: AlertLine;
  readonly moves: LineMoves;
  readonly grid: TickGrid;
  readonly distance: LevelDistance | null;
  /** the level as it is shown */
  readonly text: string;
  /** px from the top and the right of the chart */
  readonly top: number;
  readonly right: number;
  /** px within the pane to a value, and back */
  readonly valueAt: (y: number) => number | null;
  readonly coordinateOf: (value: number) => number | null;
  readonly onOpen: () => void;
}

/** The handle of an alert's line: it is dragged by mouse and touch, moved by arrows, and opens the alert when pressed. */
export function LineGrip(props: LineGripProps) {
  const { line, moves, grid, distance, text, top, right, onOpen } = props;
  const held = useRef<{ y: number; at: number } | null>(null);
  const hasMoved = useRef(false);
  const drag = moves.dragOf(line.key);
  const level = shownLevel(drag, line.level);
  const apply = (event: DragEvent) => moves.apply(line, event);
  const label = line.name ?? `Alert on ${metricNamed(line.metric).label.inSentence}`;
  return (
    <button
      type="button"
      role="slider"
      class="grip"
      data-status={line.status}
      data-moving={drag.kind === 'moving' || drag.kind === 'saving' || undefined}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={Math.min(0, Number(level))}
      aria-valuemax={Math.max(1, Number(level)) * 10}
      aria-valuenow={Number(level)}
      aria-valuetext={speakLevel(text, distance, line.metric)}
      aria-readonly={!line.isMovable}
      title={line.isMovable ? `${label}: drag to move, press to open` : `${label}: its group moves it`}
      style={{ top: `${top}px`, right: `${right}px` }}
      onPointerDown={(event) => {
        hasMoved.current = false;
        if (!line.isMovable || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { y: event.clientY, at: props.coordinateOf(Number(line.level)) ?? 0 };
        apply({ type: 'press', level: line.level });
      }}
      onPointerMove={(event) => {
        const from = held.current;
        if (!from || (!hasMoved.current && Math.abs(event.clientY - from.y) < MOVE_PX)) return;
        hasMoved.current = true;
        const value = props.valueAt(from.at + event.clientY - from.y);
        if (value !== null) apply({ type: 'move', level: snapToGrid(value, grid) });
      }}
      onPointerUp={() => {
        held.current = null;
        apply({ type: 'release' });
      }}
      onPointerCancel={() => {
        held.current = null;
        apply({ type: 'cancel' });
      }}
      onClick={() => {
        if (hasMoved.current) hasMoved.current = false;
        else if (drag.kind === 'moving') apply({ type: 'release' });
        else onOpen();
      }}
      onBlur={() => {
        if (drag.kind === 'moving' && drag.by === 'keys') apply({ type: 'release' });
      }}
      onKeyDown={(event) => {
        const steps = STEPS[event.key];
        if (event.key === 'Escape' && drag.kind !== 'rest') {
          event.stopPropagation();
          held.current = null;
          apply({ type: 'cancel' });
        } else if (steps !== undefined && line.isMovable && !event.ctrlKey && !event.metaKey && !event.altKey) {
          event.preventDefault();
          const count = event.shiftKey && Math.abs(steps) === 1 ? steps * SHIFT_STEPS : steps;
          apply({ type: 'step', from: line.level, level: stepLevel(level, count, grid) });
        }
      }}
    >
      <span class="grip-pill">
        <Icon name={(distance?.by ?? 0) < 0 ? 'arrow-down' : 'arrow-up'} />
        {line.name && drag.kind === 'rest' && <span class="grip-name">{line.name}</span>}
        {drag.kind !== 'rest' && <span class="grip-level">{text}</span>}
        {distance && <span>{distance.text}</span>}
        {line.status === 'paused' && <Icon name="pause" />}
      </span>
    </button>
  );
}
