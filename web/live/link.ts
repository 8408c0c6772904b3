import { signal } from '@preact/signals';

/**
 * How prices come at present.
 * - `connecting`: no socket is open, and none has been refused yet.
 * - `live`: over the socket.
 * - `polling`: the socket is refused or blocked; the list of coins is read every few seconds.
 * - `offline`: nothing answers.
 */
export interface Link {
  readonly state: 'connecting' | 'live' | 'polling' | 'offline';
  /** ms on this browser's clock */
  readonly since: number;
}

export const link = signal<Link>({ state: 'connecting', since: Date.now() });

export function setLink(state: Link['state'], now: number): void {
  if (link.peek().state !== state) link.value = { state, since: now };
}
