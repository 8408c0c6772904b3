import { messageOf } from '../local/json.ts';
import { createTerminal } from '../local/start/terminal.ts';
import { apiPart } from './api/api-part.ts';
import { enginePart } from './engine/engine-part.ts';
import { readFlags, usageOf } from './flags.ts';
import { ingestPart } from './ingest/ingest-part.ts';
import { livePart } from './live/live-part.ts';
import type { Part } from './part.ts';
import { peersPart } from './peers/peers-part.ts';
import { readsPart } from './reads/reads-part.ts';
import { runParts } from './run-parts.ts';

const PARTS: readonly Part[] = [enginePart, ingestPart, readsPart, apiPart, livePart, peersPart];

async function main(): Promise<number> {
  const names = PARTS.map(({ name }) => name);
  const flags = readFlags(process.argv.slice(2), names);
  const write = (text: string) => void process.stdout.write(text);
  if (flags.help) {
    write(usageOf(PARTS));
    return 0;
  }
  return runParts(PARTS, flags, createTerminal(write));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
