import { messageOf } from '../../local/json.ts';
import { createTerminal } from '../../local/start/terminal.ts';
import { abortOnSignals, Stopped } from '../../local/start/until-stopped.ts';
import { CannotRun } from './cannot-run.ts';
import { readFlags, USAGE } from './flags.ts';
import { runEmulatorTest } from './run-emulator-test.ts';

const STOPPED = 130;
const startedAt = Date.now();
const seconds = () => `${((Date.now() - startedAt) / 1_000).toFixed(0)} s`;

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const terminal = createTerminal((text) => void process.stdout.write(text));
  try {
    const { name } = await runEmulatorTest({ environment: process.env, terminal, signal: abortOnSignals() });
    terminal.line(`emulator run: passed in ${seconds()} (${name})`);
    return 0;
  } catch (error) {
    if (error instanceof Stopped) {
      terminal.line(`emulator run: stopped after ${seconds()}`);
      return STOPPED;
    }
    if (error instanceof CannotRun && flags.ifPossible) {
      terminal.line(`emulator run: LEFT OUT, as this machine can't run it. ${error.message}`);
      return 0;
    }
    terminal.line(`emulator run: FAILED after ${seconds()}: ${messageOf(error)}`);
    return 1;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
