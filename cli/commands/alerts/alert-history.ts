import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type ChangeAnswer, changeSchema, parseAnswer } from '../../api/answers.ts';
import { readList } from '../../api/read-list.ts';
import type { Cli } from '../../session/cli.ts';
import { type Column, formatTable } from '../../terminal/table.ts';
import { readCount } from '../read-option.ts';

const COLUMNS: readonly Column<ChangeAnswer>[] = [
  { title: 'AT', value: ({ at }) => at },
  { title: 'BY', value: ({ by }) => by },
  { title: 'WHAT', value: ({ what }) => what },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'FIELDS', value: ({ what, changes }) => (what === 'created' ? '' : changes.map(formatChange).join(', ')) },
];

/** `pricebell alerts history` */
export function addHistoryCommand(alerts: CommandUnknownOpts, cli: Cli): void {
  alerts
    .command('history')
    .description('who changed what of an alert, and when')
    .argument('<id>')
    .option('--limit <count>', 'at most so many', readCount, 50)
    .action(async (id, { limit }) => {
      const items = await readList(cli.connect(), 'GET /api/alerts/{id}/history', { path: { id }, limit });
      cli.show({ items }, () =>
        formatTable(
          COLUMNS,
          items.map((item) => parseAnswer(changeSchema, item)),
          cli.terminal,
        ),
      );
    });
}

function formatChange({ field, before, after }: ChangeAnswer['changes'][number]): string {
  return `${field} ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}
