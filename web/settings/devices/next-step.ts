/** What is known of this browser and of the person's devices. Ids are made of the endpoints of subscriptions. */
export interface DeviceFacts {
  /** who switched notifications on in this browser, and as which device; null: nobody */
  readonly registered: { readonly email: string; readonly id: string } | null;
  /** who is signed in */
  readonly email: string;
  /** the subscription that the browser has now; null: none */
  readonly presentId: string | null;
  /** it was made with the key that messages are signed with */
  readonly keyFits: boolean;
  readonly listedIds: readonly string[];
}

/**
 * What the page does at its start. `renew`: the browser has replaced or lost its subscription, or the key is another; the person wanted
 * notifications, so it is registered again. `end`: they removed this device elsewhere. A subscription of another person's stays theirs.
 */
export function nextStep({
  registered,
  email,
  presentId,
  keyFits,
  listedIds,
}: DeviceFacts): 'nothing' | 'renew' | 'end' {
  if (registered?.email !== email) return 'nothing';
  if (presentId !== registered.id) return 'renew';
  if (!listedIds.includes(presentId)) return 'end';
  return keyFits ? 'nothing' : 'renew';
}
