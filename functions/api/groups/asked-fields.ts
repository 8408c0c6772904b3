import * as z from 'zod';
import type { AskedFields } from '../../../domain/groups/group.ts';
import { type ApiRequest, readJsonBody } from '../http/read-request.ts';

const bodySchema = z.record(z.string(), z.unknown());

/**
 * The fields of the request as they were sent, but for those of the group itself: a group keeps them so, and each member is made of
 * them as a request of its own would be. The body was checked before.
 */
export function askedFields(request: ApiRequest): AskedFields {
  const { coins: _coins, fires: _fires, ...fields } = bodySchema.parse(readJsonBody(request));
  return fields;
}
