import { abortOnSignals } from '../../adapters/stop-signal.ts';
import { messageOf } from '../../local/json.ts';
import { createTerminal } from '../../local/start/terminal.ts';
import { readFlags, USAGE } from './flags.ts';
import { reportResult } from './report-result.ts';
import { runEmulatorTest } from './run-emulator-test.ts';

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2));
  const terminal = createTerminal((text) => void process.stdout.write(text));
  if (flags.help) {
    terminal.line(USAGE);
    return 0;
  }
  const run = () => runEmulatorTest({ environment: process.env, terminal, signal: abortOnSignals() });
  return reportResult(run, { ...flags, print: terminal.line });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
