import { followProxy } from '../../adapters/http/exchange-proxy.ts';
import { abortOnSignals, untilAborted } from '../../adapters/stop-signal.ts';
import { startLocal } from '../start-local.ts';
import { announce } from './announce.ts';
import { type Flags, readPort } from './flags.ts';
import { LOCAL_FOLDER } from './local-folder.ts';
import { startDemo } from './start-demo.ts';
import { createTerminal } from './terminal.ts';

/** `npm start`: runs the stack until a signal ends it. @throws Error when it can't be started */
export async function runNpmStart(flags: Flags, environment: NodeJS.ProcessEnv): Promise<void> {
  const signal = abortOnSignals();
  const terminal = createTerminal((text) => void process.stdout.write(text));
  const port = readPort(environment.PORT);
  if (port !== 0) terminal.line(`Pricebell will be at http://localhost:${port}/ in a moment. Ctrl-C ends it.`);
  const proxy = followProxy(environment);
  if (proxy) terminal.line(`The exchange is reached through the proxy ${proxy.host}.`);
  const { BINANCE_WS_URL: wsUrl, BINANCE_REST_URL: restUrl } = environment;
  const stack = await startLocal({
    folder: LOCAL_FOLDER,
    port,
    feed: flags.feed,
    settings: { exchange: flags.exchange },
    feedAddresses: { ...(wsUrl && { wsUrl }), ...(restUrl && { restUrl }) },
    seed: flags.seed,
    terminal,
    signal,
  });
  announce(stack, terminal);
  if (flags.demo) void startDemo(stack, { folder: LOCAL_FOLDER, terminal, signal });
  await untilAborted(signal);
  terminal.progress('Stopping…');
  await stack.stop();
  terminal.progress('Stopped.');
}
