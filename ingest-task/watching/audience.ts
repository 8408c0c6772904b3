import { type AudienceTable, isListened } from '../../adapters/dynamodb/live/audience-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

/** So long may pass until the first who listens gets live prices. Until then they have those of the snapshot. */
export const AUDIENCE_INTERVAL_MS = 3_000;

export interface AudienceDeps {
  readonly audienceTable: Pick<AudienceTable, 'readListenedUntil'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether somebody may be listening to live prices. While the table can't be read, what was read last holds. */
export class Audience {
  readonly #deps: AudienceDeps;
  readonly #errors = new RepeatFilter();
  #listenedUntil: number | null = null;
  #cancel: Cancel = () => undefined;

  constructor(deps: AudienceDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = repeat(this.#deps.clock, AUDIENCE_INTERVAL_MS, () => this.#read());
  }

  stop(): void {
    this.#cancel();
  }

  get isListening(): boolean {
    return isListened(this.#listenedUntil, this.#deps.clock.now());
  }

  async #read(): Promise<void> {
    try {
      this.#listenedUntil = await this.#deps.audienceTable.readListenedUntil();
      this.#errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#errors.isNew(reason)) this.#deps.log.warn('audience not read', { error: reason });
    }
  }
}
