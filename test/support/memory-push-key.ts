import { newPair, type PushKey } from '../../adapters/dynamodb/people/push-key.ts';
import type { PushSender } from '../../adapters/http/push-request.ts';

/** A key that was made already. */
export function memoryPushKey(): PushKey {
  const pair = newPair();
  return { read: async () => pair, make: async () => pair };
}

export function buildPushSender() {
  return { key: memoryPushKey(), contact: 'mailto:alerts@example.com' } satisfies PushSender;
}
