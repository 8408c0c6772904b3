import type { LocalStack } from '../start-local.ts';
import type { Terminal } from './terminal.ts';

/** Prints the addresses, once the stack is ready. */
export function announce({ outputs, feed, dataFolder }: LocalStack, terminal: Terminal): void {
  terminal.progress('Ready.');
  terminal.line(
    [
      '',
      `  page     ${outputs.webUrl}`,
      `  API      ${outputs.apiUrl}`,
      `  inbox    ${outputs.inboxUrl}`,
      `  feed     ${feed.kind === 'simulator' ? 'SIMULATOR: these prices are made up' : feed.wsUrl}`,
      `  data     ${dataFolder} (logs in logs/)`,
      '  token    npm run --silent token -- someone@example.com',
      '  Ctrl-C ends everything; alerts are kept.',
      '',
    ].join('\n'),
  );
}
