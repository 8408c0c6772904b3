import { alertsBySymbol } from '../store/alerts.ts';

/** How many of the person's alerts on a coin can fire, now or after the next tick. */
export function countArmed(symbol: string): number {
  const alerts = alertsBySymbol.value.get(symbol) ?? [];
  return alerts.filter(({ status }) => status === 'active' || status === 'arming').length;
}
