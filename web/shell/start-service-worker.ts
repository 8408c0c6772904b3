import { showToast } from '../store/toasts.ts';

const PATH = '/sw.js';
const LOOK_EVERY_MS = 3_600_000;

/** The part of Trusted Types that is used; the browsers that enforce them have it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** The page opens without a network, and says when a new version is there. */
export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    const registration = await navigator.serviceWorker.register(trusted(PATH));
    if (registration.waiting) offerUpdate(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        // the first one of this browser replaces nothing
        if (worker.state === 'installed' && navigator.serviceWorker.controller) offerUpdate(worker);
      });
    });
    setInterval(() => void registration.update().catch(() => {}), LOOK_EVERY_MS);
  } catch {
    // private windows of some browsers have none: the page works without it
  }
}

/** The one script address that the page makes itself. */
function trusted(path: typeof PATH): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const rules = {
    createScriptURL: (url: string) => {
      if (url !== PATH) throw new TypeError(`${url} is no script of this page`);
      return url;
    },
  };
  return trustedTypes?.createPolicy('service-worker', rules).createScriptURL(path) ?? path;
}

function offerUpdate(worker: ServiceWorker): void {
  showToast({
    icon: 'refresh-cw',
    title: 'A new version is ready.',
    stays: true,
    actions: [
      {
        label: 'Reload',
        run: () => {
          navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
          worker.postMessage('activate');
        },
      },
    ],
  });
}
