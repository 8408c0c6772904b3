import { signal } from '@preact/signals';
import type { DeviceListView } from '../../../contract/device-view.ts';
import { callApi } from '../../api/call-api.ts';
import { idle, track } from '../../store/load-state.ts';
import {
  idOf,
  isMadeWith,
  keepRegistered,
  PushError,
  presentSubscription,
  readRegistered,
  subscribeAnew,
} from './browser-push.ts';
import { deviceLabel } from './device-label.ts';
import { nextStep } from './next-step.ts';

/** The person's devices; null until they are read. */
export const devices = signal<DeviceListView | null>(null);
export const devicesLoad = idle();
/** The id of this browser's subscription; null: it has none. */
export const thisDevice = signal<string | null>(null);

export const loadDevices = (): Promise<void> =>
  track(devicesLoad, async () => {
    const subscription = await presentSubscription();
    thisDevice.value = subscription && (await idOf(subscription));
    devices.value = await callApi('GET /api/me/devices');
  });

/**
 * Registers this browser for the person. A subscription that is not theirs already ends: it may be of somebody who used this browser
 * before. @throws PushError, ApiError
 */
export async function registerThisDevice(email: string): Promise<void> {
  const { publicKey } = await callApi('GET /api/me/devices');
  const before = readRegistered();
  const present = await presentSubscription();
  const isOurs = present !== null && before?.email === email && isMadeWith(present, publicKey);
  const subscription = isOurs ? present : await subscribeAnew(publicKey);
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (!endpoint || !p256dh || !auth) throw new PushError('This browser gave no keys to encrypt with.');
  const body = { endpoint, keys: { p256dh, auth }, label: deviceLabel(navigator.userAgent) };
  const { id } = await callApi('POST /api/me/devices', { body });
  keepRegistered({ email, id });
  if (before?.email === email && before.id !== id) await removeQuietly(before.id);
  await loadDevices();
}

/** Removes a device; this browser's subscription ends too. @throws ApiError */
export async function removeDevice(id: string): Promise<void> {
  await callApi('DELETE /api/me/devices/{id}', { params: { id } });
  if (id === thisDevice.value) await endThisDevice();
  await loadDevices();
}

/** Nobody's alerts are shown in this browser any more. */
async function endThisDevice(): Promise<void> {
  keepRegistered(null);
  await (await presentSubscription())?.unsubscribe();
  thisDevice.value = null;
}

/** Before somebody signs out: whoever uses this browser next must not see their alerts. */
export async function leaveThisDevice(email: string): Promise<void> {
  const registered = readRegistered();
  if (registered?.email !== email) return;
  await removeQuietly(registered.id);
  await endThisDevice();
}

/** At the start of the page: a subscription that the browser has replaced is registered again. */
export async function checkThisDevice(email: string): Promise<void> {
  const registered = readRegistered();
  if (registered?.email !== email || Notification.permission !== 'granted') return;
  const [{ items, publicKey }, present] = await Promise.all([callApi('GET /api/me/devices'), presentSubscription()]);
  const step = nextStep({
    ...{ registered, email, listedIds: items.map(({ id }) => id) },
    presentId: present && (await idOf(present)),
    keyFits: present !== null && isMadeWith(present, publicKey),
  });
  if (step === 'renew') await registerThisDevice(email);
  if (step === 'end') await endThisDevice();
}

/** One that is gone already is as good as removed, and the push service ends the subscription in any case. */
async function removeQuietly(id: string): Promise<void> {
  await callApi('DELETE /api/me/devices/{id}', { params: { id } }).catch(() => {});
}
