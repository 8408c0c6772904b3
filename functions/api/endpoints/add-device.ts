import { ECDH } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { deviceId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { type AddDevice, addDeviceSchema } from '../../../contract/device-request.ts';
import { deviceViewSchema, viewDevice } from '../../../contract/device-view.ts';
import { type Device, MAX_DEVICES, newDevice } from '../../../domain/channels/webhook.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { Problem } from '../http/problem.ts';
import { profileParts } from '../profile-parts.ts';

export const addDevice = signedInEndpoint({
  route: 'POST /api/me/devices',
  id: 'addDevice',
  summary: 'Registers a browser for notifications; sent again, it renews its keys and its name, and enables it',
  body: addDeviceSchema,
  answers: { 200: deviceViewSchema },
  async handle({ caller, body }, deps: DeviceDeps) {
    refuse(isOnCurve(body.keys.p256dh) ? [] : [{ path: 'keys.p256dh', message: 'must be a point of P-256' }]);
    const asked = deviceOf(body, deps.now());
    const devices = await deps.webhooks.listDevices(caller.person);
    const before = devices.find(({ id }) => id === asked.id);
    if (before && isSame(before, asked)) return json(200, viewDevice(before), PRIVATE);
    if (!before && devices.length >= MAX_DEVICES) throw tooMany();
    await retryLostWrites('Your devices are changing very fast just now; try again.', () => store(asked, caller, deps));
    return json(200, viewDevice(asked), PRIVATE);
  },
});

/** Nothing is written: what is known of its last result stays. */
function isSame(before: Device, { browser }: Device): boolean {
  return before.state === 'active' && isDeepStrictEqual(before.browser, browser);
}

function deviceOf({ endpoint: url, keys, label }: AddDevice, now: number): Device {
  return newDevice({ id: deviceId(url), url, browser: { label, ...keys } }, now);
}

/** Null when another writer was first. @throws Problem 422 when others have taken the room meanwhile */
async function store(device: Device, caller: Caller, deps: DeviceDeps): Promise<true | null> {
  const profile = await profileParts(caller, deps);
  const outcome = await deps.writeAll([...deps.webhooks.registration(caller.person, device), ...profile]);
  if (!outcome.written && outcome.failed.includes(0)) throw tooMany();
  return outcome.written || null;
}

function tooMany(): Problem {
  const detail = `This would be one of more than ${MAX_DEVICES} devices of yours: remove one first.`;
  return new Problem({ status: 422, title: 'Limit reached', detail, errors: [{ path: '', message: detail }] });
}

/** Nothing can be encrypted for any other point. */
function isOnCurve(point: string): boolean {
  try {
    ECDH.convertKey(point, 'prime256v1', 'base64url', 'base64url', 'compressed');
    return true;
  } catch {
    return false;
  }
}
