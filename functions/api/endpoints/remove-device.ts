import { isDevice } from '../../../domain/channels/webhook.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { notFound } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';
import { profileParts } from '../profile-parts.ts';

export const removeDevice = signedInEndpoint({
  route: 'DELETE /api/me/devices/{id}',
  id: 'removeDevice',
  summary: 'Removes a device: it gets no more notifications, also of what has fired and was not sent yet',
  answers: { 204: 'none' },
  async handle({ request, caller }, deps: DeviceDeps) {
    const id = pathParameter(request, 'id');
    await retryLostWrites('Your devices are changing very fast just now; try again.', () => remove(id, caller, deps));
    return noContent();
  },
});

/** Null when another writer was first. @throws Problem 404 */
async function remove(id: string, caller: Caller, deps: DeviceDeps): Promise<true | null> {
  const device = await deps.webhooks.read(caller.person, id);
  if (!device || !isDevice(device)) throw notFound('You have no such device.');
  const profile = await profileParts(caller, deps);
  return (await deps.writeAll([...deps.webhooks.unregistration(caller.person, id), ...profile])).written || null;
}
