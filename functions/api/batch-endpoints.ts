import type { EndpointsOf } from './endpoint.ts';
import { addWebhook } from './endpoints/add-webhook.ts';
import { bulkAlerts } from './endpoints/bulk-alerts.ts';
import { createGroup } from './endpoints/create-group.ts';
import { deleteGroup } from './endpoints/delete-group.ts';
import { exportAlerts } from './endpoints/export-alerts.ts';
import { importAlerts } from './endpoints/import-alerts.ts';
import { listGroups } from './endpoints/list-groups.ts';
import { patchGroup } from './endpoints/patch-group.ts';
import { readGroup } from './endpoints/read-group.ts';
import type { GroupDeps } from './groups/group-deps.ts';

/** The endpoints of what changes many alerts by one request, and of new webhooks, by their routes. */
export const BATCH_ENDPOINTS: EndpointsOf<'batches', GroupDeps> = {
  'POST /api/alerts/bulk': bulkAlerts,
  'GET /api/alerts/export': exportAlerts,
  'POST /api/alerts/import': importAlerts,
  'POST /api/groups': createGroup,
  'GET /api/groups': listGroups,
  'GET /api/groups/{id}': readGroup,
  'PATCH /api/groups/{id}': patchGroup,
  'DELETE /api/groups/{id}': deleteGroup,
  'POST /api/me/webhooks': addWebhook,
};
