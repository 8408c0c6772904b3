import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';

const counterSchema = z.object({ nextId: z.int().positive(), nextSingleId: z.int().positive() });
const wordSchema = z.int32();

const stateSchema = z.object({
  version: z.literal(1),
  seed: z.int(),
  /** Where the history begins, fixed by the first start. */
  originMs: z.int(),
  /** Up to where trades were made. */
  nowMs: z.int(),
  random: z.tuple([wordSchema, wordSchema, wordSchema, wordSchema]),
  counters: z.record(z.string(), counterSchema),
});

/** All that a random market needs to go on after a restart; prices follow from the seed and the time. */
export type MarketState = z.infer<typeof stateSchema>;

/** Undefined when there is no such file; throws, naming file and field, when it is not a state. */
export async function loadState(file: string): Promise<MarketState | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is not a state of the market simulator; delete it to start a new market`, {
      cause: error,
    });
  }
}

/** Writes beside the file and renames, so that a kill leaves the old state or the new one, never half of it. */
export async function saveState(file: string, state: MarketState): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(state)}\n`);
  await rename(draft, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
