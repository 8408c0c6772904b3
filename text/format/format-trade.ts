import { type Fire, firedAt } from '../../domain/messages/trigger.ts';

/** `by trade 12`; `after trade 12` when time alone made it fire. */
export function formatTrade(fire: Pick<Fire, 'id' | 'trade'>): string {
  return `${firedAt(fire) === fire.trade.time ? 'by' : 'after'} trade ${fire.trade.id}`;
}
