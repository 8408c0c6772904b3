import { StoppedError } from '../adapters/stop-signal.ts';
import { messageOf } from './json.ts';
import { readFlags, USAGE } from './start/flags.ts';
import { runNpmStart } from './start/run-npm-start.ts';

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) return void process.stdout.write(USAGE);
  await runNpmStart(flags, process.env);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof StoppedError) process.exit(0);
    console.error(messageOf(error));
    process.exit(1);
  },
);
