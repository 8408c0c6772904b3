import type { LinkKey } from '../../adapters/dynamodb/messages/link-key.ts';
import { type LinkTokens, linkTokensBy } from '../../adapters/dynamodb/messages/link-tokens.ts';

/** A key in memory, not made yet; another `secret` is another key. */
export function memoryLinkKey(secret = 'a key of the tests, 32 bytes long'): LinkKey {
  let made: Uint8Array | null = null;
  const make = async () => {
    made = new TextEncoder().encode(secret);
    return made;
  };
  return { read: async () => made, make };
}

/** Links by such a key. */
export function memoryLinks(secret?: string): LinkTokens {
  return linkTokensBy(memoryLinkKey(secret));
}
