import { formatSince } from '../format/format-time.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { now } from '../store/clock.ts';
import { zone } from '../store/zone.ts';
import { resumeAsPaused } from './many/alert-actions.ts';
import { forgetPause, lastPause } from './many/pause/last-pause.ts';

/** One that was paused alone is found by its own row. */
const WORTH_A_NOTE = 2;

/** What was paused together can be resumed together, and nothing else with it. */
export function PausedNote() {
  const pause = lastPause.value;
  if (!pause || pause.items.length < WORTH_A_NOTE) return null;
  const { items, at } = pause;
  return (
    <div class="paused-note">
      <Icon name="pause" />
      <p>
        You paused {items.length} together at {formatSince(at, { zone: zone.value, now: now.peek() })}.
      </p>
      <Button icon="play" onClick={() => void resumeAsPaused(items)}>
        Resume these {items.length}
      </Button>
      <IconButton icon="x" label="Leave them paused" onClick={forgetPause} />
    </div>
  );
}
