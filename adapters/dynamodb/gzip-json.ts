import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';

const packedSchema = z.object({ packed: z.instanceof(Uint8Array) });

/** What is one item and not one per coin: some thousand entries stay far under the 400 KB of an item. */
export function pack(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/** @throws when attribute `packed` is missing or is no packed JSON */
export function unpack(item: Record<string, unknown>): unknown {
  return JSON.parse(gunzipSync(packedSchema.parse(item).packed).toString('utf8'));
}
