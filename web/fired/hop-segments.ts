import type { TriggerView } from '../../contract/trigger-view.ts';

/** A part of the way from the trade to the person, for a bar and its legend. */
export interface HopSegment {
  readonly name: string;
  /** null: the clocks were not compared, so nobody knows */
  readonly ms: number | null;
  /** of the bar, 0 to 1; all together 1 */
  readonly share: number;
}

/** So that a short hop can still be seen. */
const LEAST_SHARE = 0.02;

type Proof = Pick<TriggerView, 'firedAt' | 'hops' | 'deliveries'>;

/** The hops of a fire, in their order: from its event on, up to when the first channel took the message. */
export function hopSegments({ firedAt, hops, deliveries }: Proof): HopSegment[] {
  const offset = hops.clockOffsetMs;
  const [fired, received, published, judged, handedOn] = [
    firedAt,
    hops.receivedAt,
    hops.publishedAt,
    hops.evaluatedAt,
    hops.dispatchedAt,
  ].map((at) => Date.parse(at)) as [number, number, number, number, number];
  const sent = sentAt(deliveries, offset ?? 0);
  const spans: [name: string, ms: number | null][] = [
    ['Received from the exchange', offset === null ? null : received - fired],
    ['Published', published - received],
    ['Judged', judged - published],
    ['Handed to delivery', handedOn - judged],
    ...(sent === null ? [] : ([['Accepted by the first channel', sent - handedOn]] satisfies [string, number][])),
  ];
  return withShares(spans.map(([name, ms]) => ({ name, ms: ms === null ? null : Math.max(ms, 0) })));
}

/** From the event to the end of the last known hop, ms. */
export function totalMs(segments: readonly HopSegment[]): number {
  return segments.reduce((sum, { ms }) => sum + (ms ?? 0), 0);
}

/** When the first channel took it, on the exchange's clock like the hops; null while none has. Of one that came back only the return is known. */
function sentAt(deliveries: Proof['deliveries'], offset: number): number | null {
  const taken = deliveries.filter(({ state }) => state === 'sent' || state === 'delivered');
  return taken.length === 0 ? null : Math.min(...taken.map(({ at }) => Date.parse(at) + offset));
}

function withShares(hops: readonly Pick<HopSegment, 'name' | 'ms'>[]): HopSegment[] {
  const sizes = hops.map(({ ms }) => ms ?? 0);
  const least =
    Math.max(
      sizes.reduce((sum, size) => sum + size, 0),
      1,
    ) * LEAST_SHARE;
  const seen = sizes.map((size) => Math.max(size, least));
  const sum = seen.reduce((all, size) => all + size, 0);
  return hops.map((hop, index) => ({ ...hop, share: (seen[index] ?? 0) / sum }));
}
