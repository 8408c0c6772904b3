import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type ExplanationAnswer, explanationSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';
import { type Column, formatTable } from '../../terminal/table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { readPastInstant } from '../read-option.ts';
import { formatCondition } from './alert-table.ts';

type Item<List extends 'fired' | 'closest' | 'states' | 'suppressed'> = ExplanationAnswer[List][number];

const FIRED: readonly Column<Item<'fired'>>[] = [
  { title: 'FIRED AT', value: ({ firedAt }) => firedAt },
  { title: 'VALUE', value: ({ value }) => value, align: 'right' },
  { title: 'LEVEL', value: ({ level }) => level, align: 'right' },
  { title: 'TRIGGER', value: ({ triggerId }) => triggerId },
];

const CLOSEST: readonly Column<Item<'closest'>>[] = [
  { title: 'CONDITION', value: ({ condition }) => formatCondition(condition) },
  { title: 'CLOSEST VALUE', value: ({ value }) => value, align: 'right' },
  { title: 'AWAY', value: ({ distance }) => distance, align: 'right' },
  { title: 'IN THE MINUTE', value: ({ time }) => time },
];

const STATES: readonly Column<Item<'states'>>[] = [
  { title: 'FROM', value: ({ from }) => from },
  { title: 'TO', value: ({ to }) => to },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'UNTIL', value: ({ until }) => until ?? '' },
  { title: 'WHY', value: ({ reason }) => reason ?? '' },
];

const SUPPRESSED: readonly Column<Item<'suppressed'>>[] = [
  { title: 'MET FROM', value: ({ from }) => from },
  { title: 'TO', value: ({ to }) => to },
  { title: 'BUT', value: ({ because }) => because },
  { title: 'UNTIL', value: ({ until }) => until ?? '' },
  {
    title: 'DELIVERY',
    value: ({ channel, delivery, detail }) => [channel, delivery, detail].filter((part) => part !== null).join(' '),
  },
];

/** `pricebell alerts explain` */
export function addExplainCommand(alerts: CommandUnknownOpts, cli: Cli): void {
  alerts
    .command('explain')
    .description('why an alert did, or did not, fire: its states, what came closest, what was suppressed')
    .argument('<id>')
    .option('--from <when>', 'an instant, a day, or a duration ago such as 2d; 24 hours before --to')
    .option('--to <when>', 'likewise, not included; now')
    .addHelpText('after', '\nExample:\n  pricebell alerts explain BTCUSDT-0-01J… --from 2h')
    .action(async (id, { from, to }) => {
      const now = cli.terminal.now();
      const query = { from: readPastInstant(from, now), to: readPastInstant(to, now) };
      const { body } = await cli.connect().call('GET /api/alerts/{id}/explain', { path: { id }, query });
      cli.show(body, () => formatExplanation(parseAnswer(explanationSchema, body), cli.terminal));
    });
}

/** The sentence, and a table for each list that has something to show. */
function formatExplanation(answer: ExplanationAnswer, terminal: Terminal): string[] {
  const { explanation, fired, closest, states, suppressed } = answer;
  const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) =>
    rows.length > 0 ? ['', ...formatTable(columns, rows, terminal)] : [];
  return [
    explanation,
    ...table(FIRED, fired),
    ...table(CLOSEST, closest),
    ...table(STATES, states),
    ...table(SUPPRESSED, suppressed),
  ];
}
