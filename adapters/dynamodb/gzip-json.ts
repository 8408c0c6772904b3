import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';

const itemSchema = z.object({ packed: z.instanceof(Uint8Array) });

/** The value of attribute `packed`: some thousand entries stay far below the 400 KB that an item may have. */
export function gzipJson(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/** What attribute `packed` holds. @throws when it is missing, or no gzipped JSON */
export function gunzipJson(item: Record<string, unknown>): unknown {
  return JSON.parse(gunzipSync(itemSchema.parse(item).packed).toString('utf8'));
}
