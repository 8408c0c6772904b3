import * as z from 'zod';
import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import {
  type AlertExport,
  alertExportSchema,
  EXPORT_FORMATS,
  EXPORT_VERSION,
  exportAlert,
} from '../../../contract/alert-export.ts';
import { writeAlertCsv } from '../../../text/csv/alert-csv.ts';
import { alertFilterFields, keepsAlert } from '../alerts/alert-filter.ts';
import { MAX_ORDERED_ALERTS } from '../alerts/alert-pages.ts';
import { webhooksFor } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { invalidRequest } from '../http/problem.ts';
import { showAlerts } from '../many/show-outcomes.ts';

const TOO_MANY = `must leave at most ${MAX_ORDERED_ALERTS} alerts: filter by symbol or status`;

export const exportAlerts = signedInEndpoint({
  route: 'GET /api/alerts/export',
  id: 'exportAlerts',
  summary: `All of your alerts, up to ${MAX_ORDERED_ALERTS}: as JSON what an import takes, as CSV the same as a table for people`,
  query: z.strictObject({
    ...alertFilterFields,
    format: z.enum(EXPORT_FORMATS, `must be one of: ${EXPORT_FORMATS.join(', ')}`).default('json'),
  }),
  answers: { 200: alertExportSchema },
  download: 'text/csv',
  async handle({ caller: { person }, query: { format, ...filter } }, deps) {
    const read = await deps.alerts.all({ ...filter, owner: person, most: MAX_ORDERED_ALERTS });
    if (read === null) throw invalidRequest([{ path: 'symbol', message: TOO_MANY }]);
    const alerts = read.filter(keepsAlert(filter)).toSorted(newestFirst);
    const date = new Date(deps.now()).toISOString();
    const name = `pricebell-alerts-${date.slice(0, 10)}.${format}`;
    const headers = { ...PRIVATE, 'content-disposition': `attachment; filename="${name}"` };
    if (format === 'csv') {
      const views = await showAlerts(alerts, person, deps);
      const body = writeAlertCsv(views.values());
      return { statusCode: 200, headers: { 'content-type': 'text/csv; charset=utf-8', ...headers }, body };
    }
    const webhooks = await webhooksFor(deps.webhooks, person, alerts);
    const content: AlertExport = {
      ...{ version: EXPORT_VERSION, exportedAt: date },
      alerts: alerts.filter(isReadable).map((alert) => exportAlert(alert, webhooks)),
      faulty: alerts.filter((alert) => !isReadable(alert)).map(({ id }) => id),
    };
    return json(200, content, headers);
  },
});

function isReadable(alert: OwnedAlert): alert is StoredAlert {
  return alert.rule !== null && alert.state.status !== 'faulty';
}

function newestFirst(a: OwnedAlert, b: OwnedAlert): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
