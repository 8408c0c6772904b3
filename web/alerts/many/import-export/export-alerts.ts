import { writeAlertCsv } from '../../../../text/csv/alert-csv.ts';
import { describeError } from '../../../api/api-error.ts';
import { callApi } from '../../../api/call-api.ts';
import { saveFile } from '../../../parts/save-file.ts';
import { alerts } from '../../../store/alerts.ts';
import { showToast } from '../../../store/toasts.ts';
import { type AlertFilter, keepsAlert } from '../../alert-filter.ts';

const fileName = (format: string) => `pricebell-alerts-${new Date().toISOString().slice(0, 10)}.${format}`;

/** The alerts that the filter keeps, as the API exports them. */
export async function exportJson(filter: AlertFilter): Promise<void> {
  try {
    const kept = new Set(keptBy(filter).map(({ id }) => id));
    const file = await callApi('GET /api/alerts/export');
    const body = { ...file, alerts: file.alerts.filter(({ id }) => kept.has(id)) };
    saveFile({ name: fileName('json'), type: 'application/json', text: `${JSON.stringify(body, null, 2)}\n` });
  } catch (error) {
    showToast({ tone: 'bad', title: 'Nothing was exported.', text: describeError(error) });
  }
}

/** The same table as the API's: both are written by the same columns. */
export function exportCsv(filter: AlertFilter): void {
  saveFile({ name: fileName('csv'), type: 'text/csv;charset=utf-8', text: writeAlertCsv(keptBy(filter)) });
}

function keptBy(filter: AlertFilter) {
  return [...alerts.value.values()].filter(keepsAlert(filter));
}
