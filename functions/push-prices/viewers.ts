import type { AudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import type { Connection, ConnectionCount, ConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';

/** The rows are read again this often even when their version has not changed: some may be over. */
export const RELIST_INTERVAL_MS = 60_000;
/**
 * Well before a lease ends that was cut (`LEASE_AFTER_LAST_MS`): a page that is loaded again may listen before the end of its old connection
 * cuts the lease. It is written at most once a minute all the same.
 */
export const EXTEND_INTERVAL_MS = 4_000;

export interface ViewersDeps {
  readonly connections: Pick<ConnectionTable, 'readCount' | 'list' | 'remove' | 'correctCount'>;
  readonly audience: Pick<AudienceTable, 'extend'>;
  readonly now: () => number;
}

/** Who listens, as far as this environment knows. The rows are only read when any of them has changed, or some time has passed. */
export class Viewers {
  readonly #deps: ViewersDeps;
  #open: readonly Connection[] = [];
  #version: number | null = null;
  #listedAt = Number.NEGATIVE_INFINITY;
  #extendedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ViewersDeps) {
    this.#deps = deps;
  }

  /** The connections that have subscribed to a coin. @throws what the tables throw */
  async read(): Promise<readonly Connection[]> {
    const { connections, now } = this.#deps;
    const count = await connections.readCount();
    if (count.version !== this.#version || now() - this.#listedAt >= RELIST_INTERVAL_MS) await this.#list(count);
    const watching = this.#open.filter(({ symbols }) => symbols.size > 0);
    if (watching.length > 0) await this.#extend();
    return watching;
  }

  /** The count is read before the rows: a change meanwhile leaves it to the next round. */
  async #list(count: ConnectionCount): Promise<void> {
    const { connections, now } = this.#deps;
    const listed = await connections.list(now());
    const open = listed.filter(({ isOver }) => !isOver);
    if (count.open !== listed.length) await connections.correctCount({ ...count, open: listed.length });
    for (const { connection, isOver } of listed) if (isOver) await connections.remove(connection);
    this.#open = open;
    this.#version = count.version;
    this.#listedAt = now();
  }

  async #extend(): Promise<void> {
    const { audience, now } = this.#deps;
    if (now() - this.#extendedAt < EXTEND_INTERVAL_MS) return;
    await audience.extend(now());
    this.#extendedAt = now();
  }
}
