import { abortOnSignals } from '../../adapters/stop-signal.ts';
import { messageOf } from '../../local/json.ts';
import { createTerminal } from '../../local/start/terminal.ts';
import { readFlags, USAGE } from './flags.ts';
import { runEmulatorTest } from './run-emulator-test.ts';
import { tellResult } from './tell-result.ts';

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2));
  const terminal = createTerminal((text) => void process.stdout.write(text));
  if (flags.help) {
    terminal.line(USAGE);
    return 0;
  }
  const run = () => runEmulatorTest({ environment: process.env, terminal, signal: abortOnSignals() });
  return tellResult(run, { ...flags, tell: terminal.line });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
