import { effect } from '@preact/signals';
import { session } from '../session/session.ts';
import { go } from '../store/address.ts';

/** A click on a notification shows its page in this tab; a subscription that the browser has replaced is registered again. */
export function startDevice(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data?.show === 'string') go(data.show);
  });
  effect(() => {
    const { value } = session;
    if (value.state === 'signed-in' && 'PushManager' in window) void check(value.email);
  });
}

/** Silent: Settings shows what is so. */
async function check(email: string): Promise<void> {
  try {
    const { checkThisDevice } = await import('../settings/devices/devices.ts');
    await checkThisDevice(email);
  } catch {
    // without a network, or a push service, the next start tries again
  }
}
