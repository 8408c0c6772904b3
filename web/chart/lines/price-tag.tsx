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
export function PriceTag({ line, distance, top, right, onOpen }: PriceTagProps) {
  const side =
    distance === null ? '' : ` at a price ${distance.text.replace(/[+−]/, '')} ${distance.by < 0 ? 'lower' : 'higher'}`;
  return (
    <button
      type="button"
      class="grip price-tag"
      data-status={line.status}
      aria-label={`Alert on ${line.title}: met${side}`}
      title={`${line.title}: moves with its reference, press to open`}
      style={{ top: `${top}px`, right: `${right}px` }}
      onClick={onOpen}
    >
      <span class="grip-pill">
        <Icon name={(distance?.by ?? 0) < 0 ? 'arrow-down' : 'arrow-up'} />
        <span class="grip-name">{line.title}</span>
        {distance && <span>{distance.text}</span>}
      </span>
    </button>
  );
}
