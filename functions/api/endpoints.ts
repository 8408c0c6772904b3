import type { ApiDeps } from './api-deps.ts';
import type { EndpointsOf } from './endpoint.ts';
import { actOnLink } from './endpoints/act-on-link.ts';
import { createAlert } from './endpoints/create-alert.ts';
import { deleteAlert } from './endpoints/delete-alert.ts';
import { followCoin } from './endpoints/follow-coin.ts';
import { listAlertHistory } from './endpoints/list-alert-history.ts';
import { listAlertTriggers } from './endpoints/list-alert-triggers.ts';
import { listAlerts } from './endpoints/list-alerts.ts';
import { listTriggers } from './endpoints/list-triggers.ts';
import { patchAlert } from './endpoints/patch-alert.ts';
import { readAlert } from './endpoints/read-alert.ts';
import { readMe } from './endpoints/read-me.ts';
import { readTrigger } from './endpoints/read-trigger.ts';
import { showLink } from './endpoints/show-link.ts';
import { unfollowCoin } from './endpoints/unfollow-coin.ts';
import { writeMe } from './endpoints/write-me.ts';

/** The endpoints of what needs a token, and of links in mails, by their routes. Dispatch and openapi.json come from such lists. */
export const API_ENDPOINTS: EndpointsOf<'api', ApiDeps> = {
  'POST /api/alerts': createAlert,
  'GET /api/alerts': listAlerts,
  'GET /api/alerts/{id}': readAlert,
  'PATCH /api/alerts/{id}': patchAlert,
  'DELETE /api/alerts/{id}': deleteAlert,
  'GET /api/alerts/{id}/triggers': listAlertTriggers,
  'GET /api/alerts/{id}/history': listAlertHistory,
  'GET /api/triggers': listTriggers,
  'GET /api/triggers/{id}': readTrigger,
  'PUT /api/coins/{symbol}': followCoin,
  'DELETE /api/coins/{symbol}': unfollowCoin,
  'GET /api/me': readMe,
  'PUT /api/me': writeMe,
  'GET /api/links/{token}': showLink,
  'POST /api/links/{token}': actOnLink,
};
