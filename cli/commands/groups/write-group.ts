import { randomUUID } from 'node:crypto';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from '../../session/cli.ts';
import { UsageError } from '../../terminal/exit-codes.ts';
import { CLEARED, clearOption } from '../clear-option.ts';
import { addRuleOptions, fieldsOf, ruleOptionsSchema } from '../rule-options.ts';
import { showGroup } from './group-table.ts';

const ADD_EXAMPLES = `
Examples:
  pricebell groups add BTCUSDT,ETHUSDT change-1h below -5
  pricebell groups add followed change-1h above 10 --fires-once`;

export function addGroupWriteCommands(groups: CommandUnknownOpts, cli: Cli): void {
  const add = groups
    .command('add')
    .description('makes an alert on each of many coins')
    .argument('<coins>', 'symbols with commas between them, or followed: all that are followed, now or later')
    .argument('<condition...>', 'metric, operator and level, such as: change-1h below -5')
    .option('--fires-once', 'the first fire of any coin ends the others');
  addRuleOptions(add);
  add.addHelpText('after', ADD_EXAMPLES).action(async (coins, words, { firesOnce }) => {
    const fields = fieldsOf(words, ruleOptionsSchema.parse(add.opts()), cli.terminal.now());
    const headers = { 'idempotency-key': randomUUID() };
    const body = { coins: readCoins(coins), ...fields, ...(firesOnce && { fires: 'once' }) };
    showGroup(cli, (await cli.connect().call('POST /api/groups', { headers, body })).body);
  });
  addEdit(groups, cli);
}

function addEdit(groups: CommandUnknownOpts, cli: Cli): void {
  const edit = groups
    .command('edit')
    .description('changes all alerts of a group; what is not named stays as it is')
    .argument('<id>')
    .argument('[condition...]', 'in place of the one it has')
    .option('--coins <coins>', 'the new list: what it lacks is deleted, what is new is made')
    .addOption(clearOption());
  addRuleOptions(edit);
  edit
    .addHelpText('after', '\nExample:\n  pricebell groups edit 01J… --coins BTCUSDT,SOLUSDT')
    .action(async (id, words, { coins, clear = [] }) => {
      const fields = fieldsOf(words, ruleOptionsSchema.parse(edit.opts()), cli.terminal.now());
      const change = Object.assign(fields, ...clear.map((option) => CLEARED[option]));
      const body = { ...change, ...(coins !== undefined && { coins: readCoins(coins) }) };
      if (Object.keys(body).length === 0)
        throw new UsageError('Name something to change (--help shows what there is).');
      showGroup(cli, (await cli.connect().call('PATCH /api/groups/{id}', { path: { id }, body })).body);
    });
}

function readCoins(text: string): string | string[] {
  return text === 'followed' ? text : text.split(',');
}
