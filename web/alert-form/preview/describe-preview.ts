import type { PreviewView } from '../../../contract/preview-view.ts';
import { formatMoment } from '../../format/format-time.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** `Last 30 days: 3 times, last on 21 Nov, 14:02`. `zone`: an IANA name */
export function describePreview({ from, to, fires, triggers, closest }: PreviewView, zone: string): string {
  if (from === null || to === null)
    return 'No history of this coin is stored yet. It is filled once the coin is followed.';
  const span = spanOf(Date.parse(to) - Date.parse(from));
  const last = triggers.at(-1);
  if (last) return `${span}: ${timesOf(fires)} on ${formatMoment(last.time, zone)}`;
  const [nearest, ...more] = closest;
  if (!nearest) return `${span}: its value was not known`;
  if (more.length > 0) return `${span}: never`;
  return `${span}: never. It came closest on ${formatMoment(nearest.time, zone)}`;
}

function spanOf(ms: number): string {
  const days = Math.round(ms / DAY_MS);
  if (days >= 2) return `Last ${days} days`;
  const hours = Math.max(1, Math.round(ms / HOUR_MS));
  return hours === 1 ? 'Last hour' : `Last ${hours} hours`;
}

function timesOf(fires: number): string {
  return fires === 1 ? 'once,' : `${fires} times, last`;
}
