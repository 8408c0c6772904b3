import type { PushPayload } from '../../domain/channels/presets/web-push.ts';

declare const self: ServiceWorkerGlobalScope;

const UNREADABLE: Omit<PushPayload, 'at'> = {
  title: 'Pricebell',
  body: 'Something has fired. Open the page to see what.',
  tag: 'unreadable',
  path: '/fired',
};

/** Every push shows a notification: browsers end the subscription of a page that shows none. */
export async function notify(data: PushMessageData | null): Promise<void> {
  const { title, body, tag, path, at } = readPayload(data);
  await self.registration.showNotification(title, {
    ...{ body, tag, icon: '/icon-192.png', badge: '/icon-192.png', data: { path } },
    // a second one with its tag takes its place, and is noticed all the same
    ...{ renotify: true, timestamp: at },
  });
}

function readPayload(data: PushMessageData | null): PushPayload {
  const unreadable = { ...UNREADABLE, at: Date.now() };
  try {
    const payload: Partial<PushPayload> = data?.json() ?? {};
    return { ...unreadable, ...payload };
  } catch {
    return unreadable;
  }
}

/** Shows what it is about: in a tab that is open, or in a new one. */
export async function openNotified(notification: Notification): Promise<void> {
  notification.close();
  const path = innerPath(notification.data?.path);
  const tabs = await self.clients.matchAll({ type: 'window' });
  const tab = tabs.find(({ visibilityState }) => visibilityState === 'visible') ?? tabs[0];
  if (!tab) return void (await self.clients.openWindow(path));
  tab.postMessage({ show: path });
  await tab.focus();
}

/** Of this page alone, whatever a payload says. */
function innerPath(path: unknown): string {
  const url = new URL(typeof path === 'string' ? path : '/', self.location.origin);
  return url.origin === self.location.origin ? `${url.pathname}${url.search}` : '/';
}
