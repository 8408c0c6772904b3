import type { PollRate } from '../mappings/start-mappings.ts';
import type { SocketFaults, SocketLimits } from '../sockets/socket-limits.ts';
import type { Choose } from '../workers/function-pool.ts';
import type { FeedAddresses } from './choose-feed.ts';
import type { FeedChoice } from './flags.ts';
import type { Terminal } from './terminal.ts';

export interface LocalOptions {
  /** absolute; holds the data of each feed, the issuer's identity and synthesised templates */
  readonly folder: string;
  /** port of the page and the API; 0: any free one */
  readonly port: number;
  readonly feed: FeedChoice;
  /** addresses of another feed; they win over `feed: 'auto'` and `'live'` */
  readonly feedAddresses?: Partial<FeedAddresses>;
  /** name of the data folder under `folder`, when the feed's address changes between starts */
  readonly dataName?: string;
  readonly seed?: number | undefined;
  /** false: no page is built or served; for tests that look at none. Default: true */
  readonly page?: boolean;
  readonly terminal: Terminal;
  /** default: fast */
  readonly pollRate?: PollRate;
  /** false: no function is called by a schedule; for tests, which call it themselves. Default: true */
  readonly schedules?: boolean;
  /** limits of the socket that differ from those of AWS; for tests, which would wait hours for them */
  readonly socketLimits?: Partial<SocketLimits>;
  /** what happens to sockets; for tests */
  readonly socketFaults?: Partial<SocketFaults>;
  /** picks the environment of a function; default: at random */
  readonly choose?: Choose;
  /** aborts the start */
  readonly signal?: AbortSignal;
  /** settings of the stack (infra/config.ts) that differ from their defaults; for tests */
  readonly settings?: Readonly<Record<string, string>>;
  /** folder of synthesised templates, when not in `folder` */
  readonly cdkCache?: string;
}
