import { Icon } from '../../parts/icon.tsx';
import type { LevelDistance } from './level-distance.ts';
import type { PriceLine } from './price-lines.ts';

export interface PriceTagProps {
  readonly line: PriceLine;
  /** of the price from the line; null while not known */
  readonly distance: LevelDistance | null;
  /** px from the top and the right of the chart */
  readonly top: number;
  readonly right: number;
  readonly onOpen: () => void;
}

/** The handle of a line that moves by itself: a press opens its alert. */
export function PriceTag({ line: { title, name, status }, distance, top, right, onOpen }: PriceTagProps) {
  const shown = name ?? title;
  return (
    <button
      type="button"
      class="grip price-tag"
      data-status={status}
      aria-label={distance ? `${shown} ${distance.text}` : shown}
      title={`${title}: moves by itself, press to open`}
      style={{ top: `${top}px`, right: `${right}px` }}
      onClick={onOpen}
    >
      <span class="grip-pill">
        <Icon name={(distance?.by ?? 0) < 0 ? 'arrow-down' : 'arrow-up'} />
        <span class="grip-name">{shown}</span> {distance && <span>{distance.text}</span>}
      </span>
    </button>
  );
}
