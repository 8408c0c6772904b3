import { untilSignalOrParentGone } from '../../adapters/stop-signal.ts';
import { runSimulator } from './run-simulator.ts';
import { readSimulatorOptions, USAGE } from './simulator-options.ts';

async function main(): Promise<void> {
  const options = readSimulatorOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const stopped = untilSignalOrParentGone(options.withParent);
  const { server, stop } = await runSimulator(options);
  const { wsUrl, restUrl } = server;
  if (options.json) console.log(JSON.stringify({ wsUrl, restUrl }));
  else console.log(`Random market, Binance's protocol\n  sockets ${wsUrl}\n  REST    ${restUrl}`);
  await stopped;
  await stop();
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
