import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { startChild } from '../engines/child-process.ts';
import type { FeedAddresses } from './choose-feed.ts';

const PROGRAM = fileURLToPath(new URL('../simulator/main.ts', import.meta.url));
const addressesSchema = z.object({ wsUrl: z.string(), restUrl: z.string() });

export interface SimulatorOptions {
  /** absolute; holds the ids and prices to go on from */
  readonly folder: string;
  readonly seed: number | undefined;
  readonly writeLog: (line: string) => void;
  readonly report: (text: string) => void;
}

export interface Simulator extends FeedAddresses {
  stop(): Promise<void>;
}

/** The market simulator in a process of its own. @throws Error when it ends before it has printed its addresses */
export async function startSimulator({ folder, seed, writeLog, report }: SimulatorOptions): Promise<Simulator> {
  mkdirSync(folder, { recursive: true });
  const addresses = Promise.withResolvers<FeedAddresses>();
  let hasAddresses = false;
  const child = startChild({
    command: process.execPath,
    args: [
      ...[PROGRAM, '--port', '0', '--json', '--with-parent', '--state', join(folder, 'market.json')],
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ],
    environment: process.env,
    folder,
    onLine(line) {
      writeLog(line);
      const parsed = hasAddresses ? undefined : addressesSchema.safeParse(tryJson(line)).data;
      if (!parsed) return;
      hasAddresses = true;
      addresses.resolve(parsed);
    },
  });
  let stopping = false;
  void child.exited.then((how) => {
    addresses.reject(new Error(`the market simulator ended (${how})`));
    if (hasAddresses && !stopping)
      report(`the market simulator ended (${how}); prices stand still until the next start`);
  });
  return {
    ...(await addresses.promise),
    async stop() {
      stopping = true;
      await child.stop();
    },
  };
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
