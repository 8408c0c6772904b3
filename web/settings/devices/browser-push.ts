const ID_CHARACTERS = 16;
const STORED = 'device';
/** A browser whose service worker does not start in this time has none that works. */
const WORKER_WITHIN_MS = 5_000;

/** Why a browser can't be registered, in words for its person. */
export class PushError extends Error {
  override readonly name = 'PushError';
}

/** What this browser can do, as far as it says before it is asked. */
export type Support = 'possible' | 'denied' | 'install-first' | 'none';

export function supportOfPush(): Support {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
    return /iPhone|iPad/.test(navigator.userAgent) ? 'install-first' : 'none';
  }
  return Notification.permission === 'denied' ? 'denied' : 'possible';
}

/** Null when no service worker runs, as in private windows. */
async function worker(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  const late = new Promise<null>((resolve) => setTimeout(resolve, WORKER_WITHIN_MS, null));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

export async function presentSubscription(): Promise<PushSubscription | null> {
  return (await (await worker())?.pushManager?.getSubscription()) ?? null;
}

/** A new subscription: whatever the browser had before ends at its push service. @throws PushError */
export async function subscribeAnew(publicKey: string): Promise<PushSubscription> {
  const registration = await worker();
  if (!registration) throw new PushError('This window keeps nothing between visits. Open the page in a normal window.');
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  try {
    return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  } catch {
    throw new PushError(
      'This browser can’t reach its push service just now. Some networks, private windows and some builds of Chromium have none.',
    );
  }
}

/** The id under which the API keeps the subscription. */
export async function idOf({ endpoint }: PushSubscription): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'));
  return hex.join('').slice(0, ID_CHARACTERS);
}

export function isMadeWith({ options }: PushSubscription, publicKey: string): boolean {
  const key = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...key));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === publicKey;
}

export interface Registered {
  readonly email: string;
  readonly id: string;
}

/** Who switched notifications on in this browser, and as which device. */
export function readRegistered(): Registered | null {
  try {
    const stored: Partial<Registered> | null = JSON.parse(localStorage.getItem(STORED) ?? 'null');
    return stored?.email && stored.id ? { email: stored.email, id: stored.id } : null;
  } catch {
    return null;
  }
}

export function keepRegistered(registered: Registered | null): void {
  if (registered) localStorage.setItem(STORED, JSON.stringify(registered));
  else localStorage.removeItem(STORED);
}
