import { describe, expect, it } from 'vitest';
import { INDEX_NAMES, OWNER_INDEX } from '../../adapters/dynamodb/alerts/alert-item.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise();
function keys(partition: string, sort?: string) {
  const sortKey = sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' }];
  return [{ AttributeName: partition, KeyType: 'HASH' }, ...sortKey];
}

function tableNamed(id: string) {
  const table = template.findResources('AWS::DynamoDB::Table')[id];
  if (!table) throw new Error(`no table ${id}`);
  return table.Properties;
}

describe('the alerts table', () => {
  it('keeps a coin and shard in one partition, sorted by alert', () => {
    expect(tableNamed('DatabaseAlerts').KeySchema).toEqual(keys('book', 'id'));
  });

  it('has exactly three local indexes, which carry what is judged and no more', () => {
    const Projection = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['rule', 'state', 'rev', 'fires'] };
    expect(tableNamed('DatabaseAlerts').LocalSecondaryIndexes).toEqual([
      { IndexName: INDEX_NAMES.up, KeySchema: keys('book', 'rise'), Projection },
      { IndexName: INDEX_NAMES.down, KeySchema: keys('book', 'fall'), Projection },
      { IndexName: INDEX_NAMES.deadline, KeySchema: keys('book', 'due'), Projection },
    ]);
  });

  it('lists the alerts of a person, newest first, with all attributes', () => {
    expect(tableNamed('DatabaseAlerts').GlobalSecondaryIndexes).toEqual([
      { IndexName: OWNER_INDEX, KeySchema: keys('owner', 'createdAt'), Projection: { ProjectionType: 'ALL' } },
    ]);
  });

  it('streams both images, so that a fire shows as a change', () => {
    expect(tableNamed('DatabaseAlerts').StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });
});

describe('the other tables', () => {
  it('have the documented keys', () => {
    expect(tableNamed('DatabaseCoins').KeySchema).toEqual(keys('symbol'));
    expect(tableNamed('DatabaseMarket').KeySchema).toEqual(keys('kind', 'name'));
    expect(tableNamed('DatabaseTriggers').KeySchema).toEqual(keys('alertId', 'position'));
    expect(tableNamed('DatabasePeople').KeySchema).toEqual(keys('person', 'item'));
    expect(tableNamed('DatabaseCandles').KeySchema).toEqual(keys('symbol', 'piece'));
  });

  it('are seven in all, and coins, outages and alerts are streamed', () => {
    const tables = Object.entries(template.findResources('AWS::DynamoDB::Table'));
    expect(tables).toHaveLength(7);
    const streamed = tables.filter(([, { Properties }]) => Properties.StreamSpecification).map(([id]) => id);
    expect(streamed).toEqual(['DatabaseCoins', 'DatabaseMarket', 'DatabaseAlerts']);
    for (const id of ['DatabaseCoins', 'DatabaseMarket']) {
      expect(tableNamed(id).StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
    }
  });

  it('are on demand, but for market in personal, which stays within the free capacity', () => {
    const capacityOf = (settings: Record<string, string>) => {
      const tables = synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::DynamoDB::Table');
      const provisioned = Object.entries(tables).filter(
        ([, { Properties }]) => Properties.BillingMode === 'PROVISIONED',
      );
      return Object.fromEntries(provisioned.map(([id, { Properties }]) => [id, Properties.ProvisionedThroughput]));
    };
    const market = { DatabaseMarket: { ReadCapacityUnits: 20, WriteCapacityUnits: 20 } };
    expect(capacityOf({})).toEqual(market);
    expect(capacityOf({ marketCapacity: 'on-demand' })).toEqual({});
    expect(capacityOf({ stage: 'production' })).toEqual({});
    expect(capacityOf({ stage: 'production', marketCapacity: 'provisioned' })).toEqual(market);
  });

  it('may be changed by the ingest task where they are provisioned, and nowhere else', () => {
    const whoChanges = (settings: Record<string, string>) => {
      const policies = synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::IAM::Policy');
      return Object.entries(policies).flatMap(([id, { Properties }]) =>
        Properties.PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) =>
          JSON.stringify(Action).includes('UpdateTable'),
        ).map(({ Resource }: { Resource: unknown }) => [id.replace(/DefaultPolicy.*/, ''), render(Resource)]),
      );
    };
    expect(whoChanges({})).toEqual([['IngestTaskTaskRole', 'DatabaseMarket']]);
    expect(whoChanges({ stage: 'production' })).toEqual([]);
  });

  it.each(['DatabasePeople', 'DatabaseTriggers'])('%s expires items that are useful for a while only', (id) => {
    expect(tableNamed(id).TimeToLiveSpecification).toEqual({ AttributeName: 'expireAt', Enabled: true });
  });
});
