import type { Candle } from '../../domain/candle.ts';
import type { WakeOrder } from '../../domain/delivery.ts';
import type { Link } from '../../domain/link.ts';
import type { Profile } from '../../domain/person.ts';
import type { EmailSender } from '../adapters/email-sender.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Log } from '../adapters/log.ts';
import type { MailLane } from '../adapters/mail-lane.ts';
import type { MailLog } from '../adapters/mail-log.ts';

/** What telling by mail needs. */
export interface MailNeeds {
  readonly ledger: Pick<Ledger, 'read' | 'change'>;
  readonly lane: MailLane;
  readonly people: { readProfile(person: string): Promise<Profile | null> };
  readonly mailLog: Pick<MailLog, 'add'>;
  readonly email: EmailSender;
  readonly queue: { send(order: WakeOrder, delayMs: number): Promise<void> };
  readonly market: { decimalsOf(symbol: string): Promise<number | null> };
  /** the closed 1-minute candles from `from` up to, not including, `to`, ms */
  readonly candles: { read(symbol: string, interval: '1m', from: number, to: number): Promise<readonly Candle[]> };
  /** the token of a link's page */
  readonly makeLink: (link: Link) => Promise<string>;
  /** origin of the API, without a slash at its end */
  readonly publicUrl: string;
  readonly makeMailId: () => string;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}
