import { formatAge } from '../format/format-time.ts';
import { now } from '../store/clock.ts';

/** How long ago something was seen. `seenAt`: ms on this browser's clock */
export function Age({ seenAt }: { seenAt: number }) {
  return <span class="age">{formatAge(now.value - seenAt)} ago</span>;
}
