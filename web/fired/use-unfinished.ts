import { useEffect } from 'preact/hooks';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { fires, refreshFire } from './fired-list.ts';

const EVERY_MS = 4_000;
/** Older ones wait for something that takes hours. */
const YOUNG_MS = 5 * 60_000;
const AT_ONCE = 5;

/** The socket brings a fire as it is at first. While its messages are on their way, it is read again. */
export function useUnfinished(): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      const young = fires.peek().shown.filter(isUnfinished).slice(0, AT_ONCE);
      // one that can't be read now is read next time
      for (const { id } of young) refreshFire(id).catch(() => {});
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

function isUnfinished({ deliveries, hops }: TriggerView): boolean {
  if (Date.now() - Date.parse(hops.dispatchedAt) > YOUNG_MS) return false;
  return deliveries.some(({ state }) => state === 'queued' || state === 'sending');
}
