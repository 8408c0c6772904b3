import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { LinkKey } from '../../../adapters/dynamodb/messages/link-key.ts';
import type { RouteKey } from '../../../contract/routes.ts';
import { invalidRequest } from './problem.ts';

const LABEL = 'pricebell:cursor';
const KEY_BYTES = 32;
/** Enough that nobody finds one by trying; it makes each cursor 22 characters longer. */
const TAG_BYTES = 16;

/** The list that a cursor belongs to: no other list takes it. */
export interface CursorList {
  readonly route: RouteKey;
  /** whose list it is */
  readonly person: string;
  /** what it shows, and in which order: all of the query but `limit` and `cursor`, and what the path names */
  readonly shows: Readonly<Record<string, unknown>>;
}

/** How the positions of a list are written. `decode`: null for bytes that are no position */
export interface PositionCodec<Position> {
  encode(position: Position): Uint8Array;
  decode(bytes: Uint8Array): Position | null;
}

/** The query parameter of a list whose cursors are signed. */
export const signedCursorField = z
  .string()
  .optional()
  .meta({ param: { description: 'nextCursor of the page before; it goes with the same filters and sort' } });

/** Positions that are small objects. */
export function jsonPositions<Schema extends z.ZodType<object>>(schema: Schema): PositionCodec<z.output<Schema>> {
  return {
    encode: (position) => Buffer.from(JSON.stringify(position)),
    decode: (bytes) => schema.safeParse(parseJson(bytes)).data ?? null,
  };
}

/**
 * Cursors of personal lists: a position and its signature, opaque to clients. They are signed by the key of the links in mails under
 * another label, so that a link is no cursor and a cursor no link.
 */
export function createCursors(linkKey: LinkKey) {
  let cachedKey: Uint8Array | null = null;

  async function readKey(): Promise<Uint8Array | null> {
    cachedKey ??= await linkKey.read();
    return cachedKey;
  }

  return {
    /** Null without a cursor. Writes nothing. @throws Problem 422 for a cursor that this list has not given */
    async read<Position>(
      list: CursorList,
      text: string | undefined,
      codec: PositionCodec<Position>,
    ): Promise<Position | null> {
      if (text === undefined) return null;
      const bytes = Buffer.from(text, 'base64url');
      const [tag, body] = [bytes.subarray(0, TAG_BYTES), bytes.subarray(TAG_BYTES)];
      const key = await readKey();
      const isOurs = key !== null && tag.length === TAG_BYTES && timingSafeEqual(tag, tagOf(key, list, body));
      const position = isOurs ? codec.decode(body) : null;
      if (position === null) throw invalidRequest([{ path: 'cursor', message: 'is not a cursor of this list' }]);
      return position;
    },

    /** Null for the last page. The first cursor of all makes the key, if no link has made it. */
    async write<Position>(
      list: CursorList,
      position: Position | null,
      codec: PositionCodec<Position>,
    ): Promise<string | null> {
      if (position === null) return null;
      const key = (await readKey()) ?? (await linkKey.make());
      cachedKey = key;
      const body = codec.encode(position);
      return Buffer.concat([tagOf(key, list, body), body]).toString('base64url');
    },
  };
}

export type Cursors = ReturnType<typeof createCursors>;

function tagOf(linkKey: Uint8Array, { route, person, shows }: CursorList, body: Uint8Array): Buffer {
  const key = Buffer.from(hkdfSync('sha256', linkKey, '', LABEL, KEY_BYTES));
  // JSON has no NUL: nothing of the list can be taken for a part of the position
  const signed = createHmac('sha256', key)
    .update(JSON.stringify([route, person, shows]))
    .update('\0')
    .update(body);
  return signed.digest().subarray(0, TAG_BYTES);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
