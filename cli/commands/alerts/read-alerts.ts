import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { alertSchema, parseAnswer } from '../../api/answers.ts';
import { readList } from '../../api/read-list.ts';
import type { Cli } from '../../session/cli.ts';
import { formatFields, formatTable } from '../../terminal/table.ts';
import { readCount } from '../read-option.ts';
import { ALERT_COLUMNS, alertFields } from './alert-table.ts';

export function addReadCommands(alerts: CommandUnknownOpts, cli: Cli): void {
  const { terminal } = cli;
  alerts
    .command('list')
    .description('your alerts')
    .option('--coin <symbol>', 'of this coin')
    .option('--status <status>', 'in this state, such as active, paused or triggered')
    .option('--metric <metric>', 'with a condition on it')
    .option('--text <text>', 'with it in name or note')
    .option('--sort <order>', 'created (newest first), distance (nearest first) or fired (last first)')
    .option('--limit <count>', 'at most so many', readCount, 1_000)
    .addHelpText('after', '\nExample:\n  pricebell alerts list --coin BTCUSDT --sort distance')
    .action(async ({ coin: symbol, limit, ...query }) => {
      const items = await readList(cli.connect(), 'GET /api/alerts', { query: { symbol, ...query }, limit });
      cli.show({ items }, () => {
        const shown = items.map((item) => parseAnswer(alertSchema, item));
        return shown.length > 0 ? formatTable(ALERT_COLUMNS, shown, terminal) : ['There is no such alert.'];
      });
    });
  alerts
    .command('show')
    .description('an alert, with its present state in a sentence')
    .argument('<id>')
    .action(async (id) => {
      const { body } = await cli.connect().call('GET /api/alerts/{id}', { path: { id } });
      cli.show(body, () => formatFields(alertFields(parseAnswer(alertSchema, body)), terminal));
    });
}
