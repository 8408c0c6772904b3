import { parseArgs } from 'node:util';
import { SIMULATED_EXCHANGES, type SimulatedExchange } from './exchange-limits.ts';

export const USAGE = `Usage: node local/simulator/main.ts [options]

Serves a seeded random market over the protocol of Binance spot and Binance.US, on 127.0.0.1 only.

  --exchange <n>  whose limits hold: binance (default) or binance-us
  --port <n>      port to listen on; 0, the default, takes a free one
  --seed <n>      a whole number; the same seed gives the same prices (default 1)
  --speed <n>     multiplies the trade rates (default 1)
  --state <file>  keeps ids over a restart; its seed wins over --seed
  --json          the first line on stdout is {"wsUrl":"…","restUrl":"…"}
  --with-parent   exit when stdin closes or the parent process disconnects
  --help          this text
`;

export interface SimulatorOptions {
  readonly exchange: SimulatedExchange;
  readonly port: number;
  readonly seed: number;
  readonly speed: number;
  readonly stateFile: string | undefined;
  readonly json: boolean;
  readonly withParent: boolean;
}

/** Reads the command line; `help` when it was asked for. Throws, naming the option, on a wrong one. */
export function readSimulatorOptions(args: readonly string[]): SimulatorOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      exchange: { type: 'string', default: 'binance' },
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      state: { type: 'string' },
      json: { type: 'boolean', default: false },
      'with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const speed = Number(values.speed);
  if (!(speed > 0)) throw new Error(`--speed must be a number above 0, not "${values.speed}"`);
  const exchange = SIMULATED_EXCHANGES.find((id) => id === values.exchange);
  if (!exchange) throw new Error(`--exchange must be ${SIMULATED_EXCHANGES.join(' or ')}, not "${values.exchange}"`);
  return {
    exchange,
    port: wholeNumber('--port', values.port, 65_535),
    seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    speed,
    stateFile: values.state,
    json: values.json,
    withParent: values['with-parent'],
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value <= max) return value;
  throw new Error(`${name} must be a whole number from 0 to ${max}, not "${text}"`);
}
