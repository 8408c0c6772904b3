import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { createAlertHistory } from '../../../adapters/dynamodb/alerts/alert-history.ts';
import { createAlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import { createGroupMembers } from '../../../adapters/dynamodb/alerts/group-members.ts';
import { createCoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import { createLinkKey } from '../../../adapters/dynamodb/messages/link-key.ts';
import { createCountTable } from '../../../adapters/dynamodb/people/count-table.ts';
import { createExternalIds } from '../../../adapters/dynamodb/people/external-ids.ts';
import { createGroupFires } from '../../../adapters/dynamodb/people/group-fires.ts';
import { createGroupTable } from '../../../adapters/dynamodb/people/group-table.ts';
import { createPersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import { createRateTable } from '../../../adapters/dynamodb/people/rate-table.ts';
import { createWebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { createWriteAll } from '../../../adapters/dynamodb/write-transaction.ts';
import type { Limits } from '../../../domain/people/limits.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { LIMITS } from '../../support/limits.ts';
import { holdNothing, listing, type MemoryTables, memoryTables } from '../../support/memory-tables.ts';
import { type CallApi, startApiOver } from '../../unit/functions/api/call-api.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';

/** The tables that the API writes, as the template has them, on DynamoDB Local. */
export class ApiOnEngines {
  /** own clock, ms */
  now = Date.UTC(2026, 10, 22, 9);
  readonly engines: RunningEngines;
  readonly tables: MemoryTables;

  private constructor(engines: RunningEngines, tables: MemoryTables) {
    this.engines = engines;
    this.tables = tables;
  }

  /** `symbols`: what the exchange lists. */
  static async start(symbols: readonly string[]): Promise<ApiOnEngines> {
    const engines = await runEngines();
    const { dynamodb, documents } = engines.clients;
    const found = Object.entries(synthesise().template.findResources('AWS::DynamoDB::Table'));
    for (const [TableName, { Properties }] of found) {
      const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, GlobalSecondaryIndexes } = Properties;
      const indexes = { LocalSecondaryIndexes, GlobalSecondaryIndexes };
      const keys = { TableName, KeySchema, AttributeDefinitions };
      const input: CreateTableCommandInput = { ...keys, ...indexes, BillingMode: 'PAY_PER_REQUEST' };
      await dynamodb.send(new CreateTableCommand(input));
    }
    const held = { ...holdNothing(), catalogue: symbols.map((symbol) => listing(symbol)) };
    return new ApiOnEngines(engines, {
      ...memoryTables(held),
      alerts: createAlertTable(documents, 'DatabaseAlerts'),
      coins: createCoinTable(documents, 'DatabaseCoins'),
      people: createPersonTable(documents, 'DatabasePeople'),
      webhooks: createWebhookTable(documents, 'DatabasePeople'),
      counts: createCountTable(documents, 'DatabasePeople'),
      externalIds: createExternalIds(documents, 'DatabasePeople'),
      history: createAlertHistory(documents, 'DatabaseTriggers'),
      rates: createRateTable(documents, 'DatabasePeople'),
      linkKey: createLinkKey(documents, 'DatabasePeople'),
      groups: createGroupTable(documents, 'DatabasePeople'),
      groupMembers: createGroupMembers(documents, 'DatabaseAlerts'),
      groupFires: createGroupFires(documents, 'DatabasePeople'),
      writeAll: createWriteAll(documents),
    });
  }

  /** Another environment of the function. */
  environment(limits: Partial<Limits> = {}): CallApi {
    return startApiOver(this.tables, () => this.now, undefined, { ...LIMITS, ...limits });
  }

  stop(): Promise<void> {
    return this.engines.stop();
  }
}
