import { callApi } from '../api/call-api.ts';
import type { FormCalls } from './form-state.ts';

export const FORM_CALLS: FormCalls = {
  createAlert: (body, idempotencyKey) => callApi('POST /api/alerts', { body, idempotencyKey }),
  createGroup: (body, idempotencyKey) => callApi('POST /api/groups', { body, idempotencyKey }),
  readAlert: (id) => callApi('GET /api/alerts/{id}', { params: { id } }),
  readGroup: (id) => callApi('GET /api/groups/{id}', { params: { id } }),
  patchAlert: ({ id, version }, body) => callApi('PATCH /api/alerts/{id}', { params: { id }, body, ifMatch: version }),
  patchGroup: ({ id, version }, body) => callApi('PATCH /api/groups/{id}', { params: { id }, body, ifMatch: version }),
};
