import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';

const itemSchema = z.object({ packed: z.instanceof(Uint8Array) });

/** The value of attribute `packed`: some thousand entries stay far below the 400 KB that an item may have. */
export function gzipJson(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/**
 * Decodes an item that is read far more often than it is written: again only when its bytes have changed. All callers get the
 * same value. @throws as gunzipJson and `parse`
 */
export function gunzipChanged<Value>(parse: (json: unknown) => Value): (item: Record<string, unknown>) => Value {
  let last: { readonly packed: Uint8Array; readonly value: Value } | null = null;
  return (item) => {
    const { packed } = itemSchema.parse(item);
    if (!last || Buffer.compare(last.packed, packed) !== 0) last = { packed, value: parse(gunzipJson(item)) };
    return last.value;
  };
}

/** What attribute `packed` holds. @throws when it is missing, or no gzipped JSON */
export function gunzipJson(item: Record<string, unknown>): unknown {
  return JSON.parse(gunzipSync(itemSchema.parse(item).packed).toString('utf8'));
}
