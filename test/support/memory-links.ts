import { type LinkTokens, linkTokensBy } from '../../adapters/dynamodb/messages/link-tokens.ts';

/** Links with a key in memory; another `secret` is another key. */
export function memoryLinks(secret = 'a key of the tests, 32 bytes long'): LinkTokens {
  let made: Uint8Array | null = null;
  const make = async () => {
    made = new TextEncoder().encode(secret);
    return made;
  };
  return linkTokensBy({ read: async () => made, make });
}
