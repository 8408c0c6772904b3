import { randomUUID } from 'node:crypto';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { alertSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';
import { UsageError } from '../../terminal/exit-codes.ts';
import { CLEARED, clearOption } from '../clear-option.ts';
import { addRuleOptions, fieldsOf, ruleOptionsSchema } from '../rule-options.ts';

const ADD_EXAMPLES = `
Examples:
  pricebell alerts add BTCUSDT price crosses-above 65000 --note "take profit"
  pricebell alerts add ETHUSDT change-1h below -5 --every-time --cooldown 1h
  pricebell alerts add SOLUSDT price above 200 --and "volume-5m above 1000000"
  pricebell alerts add BTCUSDT price leaves 60000 to 70000 --channel email --channel discord:https://discord.com/…`;

export function addWriteCommands(alerts: CommandUnknownOpts, cli: Cli): void {
  addAdd(alerts, cli);
  addEdit(alerts, cli);
}

function addAdd(alerts: CommandUnknownOpts, cli: Cli): void {
  const add = alerts
    .command('add')
    .description('makes an alert; a coin that nobody follows yet is followed')
    .argument('<coin>', 'a symbol, such as BTCUSDT')
    .argument('<condition...>', 'metric, operator and level, such as: price crosses-above 65000');
  addRuleOptions(add);
  add.addHelpText('after', ADD_EXAMPLES).action(async (symbol, words) => {
    const fields = fieldsOf(words, ruleOptionsSchema.parse(add.opts()), cli.terminal.now());
    const headers = { 'idempotency-key': randomUUID() };
    const { body } = await cli.connect().call('POST /api/alerts', { headers, body: { symbol, ...fields } });
    showOne(cli, body);
  });
}

function addEdit(alerts: CommandUnknownOpts, cli: Cli): void {
  const edit = alerts
    .command('edit')
    .description('changes an alert; what is not named stays as it is')
    .argument('<id>')
    .argument('[condition...]', 'in place of the one it has')
    .addOption(clearOption());
  addRuleOptions(edit);
  edit
    .addHelpText('after', '\nExample:\n  pricebell alerts edit BTCUSDT-0-01J… price crosses-above 66000 --clear note')
    .action(async (id, words, { clear = [] }) => {
      const fields = fieldsOf(words, ruleOptionsSchema.parse(edit.opts()), cli.terminal.now());
      const change = Object.assign(fields, ...clear.map((option) => CLEARED[option]));
      if (Object.keys(change).length === 0)
        throw new UsageError('Name something to change (--help shows what there is).');
      const { body } = await cli.connect().call('PATCH /api/alerts/{id}', { path: { id }, body: change });
      showOne(cli, body);
    });
}

/** What the alert does from now on. */
function showOne(cli: Cli, body: unknown): void {
  cli.show(body, () => {
    const { id, explanation } = parseAnswer(alertSchema, body);
    return [id, explanation];
  });
}
