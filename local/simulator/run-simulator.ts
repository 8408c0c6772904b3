import { EXCHANGE_LIMITS } from './exchange-limits.ts';
import { type ExchangeServer, startExchangeServer } from './exchange-server.ts';
import { loadState } from './market/market-state.ts';
import { RandomMarket } from './market/random-market.ts';
import type { SimulatorOptions } from './simulator-options.ts';

/** After a kill without a save, ids go back by at most this long. */
const SAVE_INTERVAL_MS = 1000;

export interface RunningSimulator {
  readonly server: ExchangeServer;
  /** Stops everything and saves the state. */
  stop(): Promise<void>;
}

/** Starts the random market on the wall clock behind the protocol server. */
export async function runSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const { exchange, seed, speed, port, stateFile } = options;
  const state = stateFile === undefined ? undefined : await loadState(stateFile);
  const market = new RandomMarket({ seed, speed, state, startMs: Date.now() });
  const server = await startExchangeServer({ market, port, limits: EXCHANGE_LIMITS[exchange] });
  market.start();
  const stopSaving = stateFile === undefined ? () => Promise.resolve() : keepSaving(market, stateFile);
  return {
    server,
    stop: async () => {
      market.stop();
      await server.close();
      await stopSaving();
    },
  };
}

/** Saves every second, one write at a time; the returned function makes the last save. */
function keepSaving(market: RandomMarket, file: string): () => Promise<void> {
  let writing = Promise.resolve();
  const save = () => {
    writing = writing
      .then(() => market.saveState(file))
      .catch((error: unknown) => console.error(`the market's state was not saved: ${String(error)}`));
  };
  const timer = setInterval(save, SAVE_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    save();
    return writing;
  };
}
