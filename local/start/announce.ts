import { FEED_NAMES } from '../../domain/market/feed.ts';
import type { LocalStack } from '../start-local.ts';
import type { Terminal } from './terminal.ts';

/** Prints the addresses, once the stack is ready: first the one to open. */
export function announce({ outputs, feed, dataFolder }: LocalStack, terminal: Terminal): void {
  terminal.progress('Ready.');
  terminal.line(
    [
      '',
      `  Open     ${outputs.webUrl}`,
      '  Stop     Ctrl-C; alerts are kept',
      '',
      `  feed     ${feed.kind === 'simulator' ? 'SIMULATOR: these prices are made up' : `${FEED_NAMES[feed.exchange]}, ${feed.wsUrl}`}`,
      `  inbox    ${outputs.inboxUrl} (every mail)`,
      `  API      ${outputs.apiUrl} (npm run --silent token -- someone@example.com)`,
      `  data     ${dataFolder} (logs in logs/)`,
      '',
    ].join('\n'),
  );
}
