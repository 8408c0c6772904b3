import type { PreviewMarks } from '../../store/preview-marks.ts';
import type { AlertLine } from '../lines/alert-lines.ts';
import { shownLevel } from '../lines/drag-line.ts';
import type { LineMoves } from '../lines/line-moves.ts';
import type { PriceLine } from '../lines/price-lines.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { DrawnLine } from './line-primitive.ts';

export interface DrawnLinesOptions {
  readonly lines: readonly AlertLine[];
  readonly moves: LineMoves;
  /** of the alert that is being written; null: none is */
  readonly preview: PreviewMarks | null;
  readonly theme: ChartTheme;
  readonly format: (line: Pick<AlertLine, 'metric'>, level: string) => string;
}

/** The lines of one pane as they are drawn: those of alerts, and dotted those of an alert that is being written. */
export function drawnLines({ lines, moves, preview, theme, format }: DrawnLinesOptions): DrawnLine[] {
  const own = lines.map((line): DrawnLine => {
    const drag = moves.dragOf(line.key);
    const level = shownLevel(drag, line.level);
    const isQuiet = line.status === 'paused';
    return {
      key: line.key,
      value: Number(level),
      label: format(line, level),
      color: isQuiet ? theme.muted : theme.accent,
      textColor: isQuiet ? theme.ground : theme.onAccent,
      style: drag.kind === 'rest' && line.status !== 'active' ? 'dashed' : 'solid',
    };
  });
  const written = (preview?.levels ?? []).map(({ metric, level }, place): DrawnLine => {
    const colors = { color: theme.accent, textColor: theme.onAccent };
    return {
      key: `preview/${place}`,
      value: Number(level),
      label: format({ metric }, level),
      ...colors,
      style: 'dotted',
    };
  });
  return [...own, ...written];
}

/** Lines that move by themselves: quieter than those that a person has put there. */
export function drawnPriceLines(lines: readonly PriceLine[], theme: ChartTheme): DrawnLine[] {
  return lines.map(({ key, alertId, price, status }) => ({
    key,
    value: price,
    label: null,
    color: status === 'paused' ? theme.muted : theme.accent,
    textColor: theme.onAccent,
    style: alertId === undefined ? 'dotted' : 'dashed',
  }));
}
