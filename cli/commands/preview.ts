import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { parseAnswer, previewSchema } from '../api/answers.ts';
import type { Cli } from '../session/cli.ts';
import { formatTable } from '../terminal/table.ts';
import { readCount } from './read-option.ts';
import { addRuleOptions, fieldsOf, ruleOptionsSchema } from './rule-options.ts';

/** `pricebell preview …` */
export function addPreviewCommand(program: CommandUnknownOpts, cli: Cli): void {
  const command = program
    .command('preview')
    .description('when an alert would have fired over the stored minutes; nothing is stored')
    .argument('<coin>', 'a symbol, such as BTCUSDT')
    .argument('<condition...>', 'metric, operator and level, such as: price crosses-above 65000')
    .option('--days <count>', 'how far back', readCount, 30);
  addRuleOptions(command);
  command
    .addHelpText('after', '\nExample:\n  pricebell preview BTCUSDT change-1h below -5 --every-time --days 7')
    .action(async (symbol, words, { days }) => {
      const fields = fieldsOf(words, ruleOptionsSchema.parse(command.opts()), cli.terminal.now());
      const call = { query: { days }, body: { symbol, ...fields } };
      const { body } = await cli.connect().call('POST /api/alerts/preview', call);
      cli.show(body, () => previewLines(parseAnswer(previewSchema, body), cli));
    });
}

function previewLines({ triggers, explanation }: ReturnType<typeof previewSchema.parse>, { terminal }: Cli): string[] {
  if (triggers.length === 0) return [explanation];
  const table = formatTable(
    [
      { title: 'MINUTE', value: ({ time }) => time },
      { title: 'PRICE', value: ({ price }) => price, align: 'right' },
      { title: 'WHAT', value: ({ metric, value }) => `${metric} ${value}` },
    ],
    triggers,
    terminal,
  );
  return [explanation, '', ...table];
}
