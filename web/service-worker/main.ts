import { notify, openNotified } from './notify.ts';
import { answerNavigation, keepShell, removeOthers } from './shell-cache.ts';

declare const self: ServiceWorkerGlobalScope;

/** A page that shows the update prompt sends it. */
const ACTIVATE = 'activate';

self.addEventListener('install', (event) => event.waitUntil(keepShell()));

self.addEventListener('activate', (event) => event.waitUntil(removeOthers().then(() => self.clients.claim())));

// a new version waits until the person agrees: two versions in one tab would mix their files
self.addEventListener('message', ({ data }) => {
  if (data === ACTIVATE) void self.skipWaiting();
});

self.addEventListener('push', (event) => event.waitUntil(notify(event.data)));

self.addEventListener('notificationclick', (event) => event.waitUntil(openNotified(event.notification)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && !url.pathname.startsWith('/api/')) event.respondWith(answerNavigation(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(answerAsset(request));
});

/** Their names hold the hash of their content: what is kept is right. */
async function answerAsset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
