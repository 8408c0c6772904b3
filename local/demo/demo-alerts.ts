import { trimDecimal } from '../../domain/market/decimal.ts';

/** Each coin's alerts: so close to the price that one fires within a minute, and few, so that the inbox stays readable. */
const DISTANCES_PERCENT = [0.05, -0.05, 0.2, -0.2] as const;

export interface DemoSlot {
  /** identifies the alert of this slot; people read it too */
  readonly note: string;
  readonly op: 'crosses-above' | 'crosses-below';
  readonly level: string;
}

/** The alerts that a coin should have at `price` (a decimal string). */
export function demoSlots(price: string): DemoSlot[] {
  return DISTANCES_PERCENT.map((percent) => ({
    note: `demo: ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`,
    op: percent > 0 ? ('crosses-above' as const) : ('crosses-below' as const),
    level: levelNear(price, percent),
  }));
}

/** The price moved by `percent`, with as many decimals as the price has, and never the price itself. */
export function levelNear(price: string, percent: number): string {
  const decimals = price.split('.')[1]?.length ?? 0;
  const step = 10 ** -decimals;
  const moved = Math.abs(Number(price) * (percent / 100));
  const level = Number(price) + Math.sign(percent) * Math.max(step, moved);
  return trimDecimal(level.toFixed(decimals));
}

export interface DemoAlert {
  readonly id: string;
  readonly symbol: string;
  readonly note: string | null;
  readonly status: string;
}

export type DemoStep =
  | { readonly kind: 'create'; readonly slot: DemoSlot }
  | { readonly kind: 're-arm'; readonly id: string; readonly slot: DemoSlot };

/** What to do at a start so that every slot of the coin is armed once: a restart adds no second alert to a slot. */
export function planDemo(slots: readonly DemoSlot[], alerts: readonly DemoAlert[]): DemoStep[] {
  return slots.flatMap((slot): DemoStep[] => {
    const own = alerts.filter(({ note }) => note === slot.note);
    if (own.length === 0) return [{ kind: 'create', slot }];
    const [first] = own;
    const isOver = own.every(({ status }) => status === 'triggered' || status === 'expired');
    return isOver && first ? [{ kind: 're-arm', id: first.id, slot }] : [];
  });
}
