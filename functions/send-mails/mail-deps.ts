import type { DeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { MailLog } from '../../adapters/dynamodb/messages/mail-log.ts';
import type { MailThrottleTable } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import type { WaitingMessages } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import type { Log } from '../../adapters/log.ts';
import type { EmailSender } from '../../adapters/mail/email-sender.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import type { WakeUps } from '../../adapters/queues/wake-ups.ts';
import type { Candle } from '../../domain/market/candle.ts';
import type { Link } from '../../domain/people/link.ts';
import type { Profile } from '../../domain/people/person.ts';

export interface MailDeps {
  readonly deliveryLog: Pick<DeliveryLog, 'read' | 'change'>;
  readonly throttle: Pick<MailThrottleTable, 'read' | 'replace'>;
  readonly waiting: WaitingMessages;
  readonly people: { readProfile(person: string): Promise<Profile | null> };
  readonly mailLog: Pick<MailLog, 'add'>;
  readonly email: EmailSender;
  readonly wakeUps: WakeUps;
  readonly market: { decimalsOf(symbol: string): Promise<number | null> };
  /** the closed 1-minute candles from `from` up to, not including, `to`, ms */
  readonly candles: { read(symbol: string, interval: '1m', from: number, to: number): Promise<readonly Candle[]> };
  /** returns the token of a link's page */
  readonly makeLink: (link: Link) => Promise<string>;
  /** origin of the API, without a slash at its end */
  readonly publicUrl: string;
  readonly makeMailId: () => string;
  readonly quarantineQueue: Pick<QuarantineQueue, 'quarantine'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}
