import {
  type Attribute,
  AttributeType,
  BillingMode,
  CfnTable,
  ProjectionType,
  StreamViewType,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PUSH_PERSON, SERVICE_PERSON } from '../../domain/people/service-person.ts';
import { type CapacityUnits, type Config, keptInProduction, marketUnits } from '../config.ts';
import { allow } from './allow.ts';
import { mapStream, type StreamSource } from './map-stream.ts';

/** The attributes that evaluate-ticks reads from an index. The rest of an alert is in the table only, so that a fire costs fewer writes. */
const JUDGED_ATTRIBUTES = ['rule', 'state', 'rev', 'fires'];
/** A coin's alert index: levels above, levels below, deadlines (0003). Local indexes can only be made with the table. */
const ALERT_INDEXES = { rises: 'rise', falls: 'fall', dues: 'due' };
const OWNER_INDEX = 'owner';
const PERSON_INDEX = 'person';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** The tables (docs/tables.md), and a grant for each of their users. */
export class Database extends Construct {
  readonly coins: Table;
  readonly market: Table;
  readonly alerts: Table;
  readonly triggers: Table;
  readonly people: Table;
  readonly candles: Table;
  readonly connections: Table;
  readonly #isMarketProvisioned: boolean;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const table = (name: string, keys: Omit<TableProps, 'tableName'>) => this.#addTable(name, keys, config);

    this.coins = table('Coins', { partitionKey: text('symbol'), stream: StreamViewType.NEW_IMAGE });
    this.market = table('Market', {
      partitionKey: text('kind'),
      sortKey: text('name'),
      stream: StreamViewType.NEW_IMAGE,
      ...capacityOf(marketUnits(config)),
    });
    this.#isMarketProvisioned = marketUnits(config) !== null;
    this.alerts = table('Alerts', {
      partitionKey: text('book'),
      sortKey: text('id'),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.triggers = table('Triggers', {
      partitionKey: text('alertId'),
      sortKey: text('position'),
      timeToLiveAttribute: 'expireAt',
    });
    this.people = table('People', {
      partitionKey: text('person'),
      sortKey: text('item'),
      timeToLiveAttribute: 'expireAt',
    });
    this.candles = table('Candles', { partitionKey: text('symbol'), sortKey: text('piece') });

    this.connections = table('Connections', { partitionKey: text('connection'), timeToLiveAttribute: 'expireAt' });
    this.connections.addGlobalSecondaryIndex({
      indexName: PERSON_INDEX,
      partitionKey: text('person'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['signedInUntil'],
    });

    for (const [indexName, key] of Object.entries(ALERT_INDEXES)) {
      this.alerts.addLocalSecondaryIndex({
        indexName,
        sortKey: text(key),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: JUDGED_ATTRIBUTES,
      });
    }
    addOwnerIndex(this.alerts, 'createdAt');
    addOwnerIndex(this.triggers, 'firedAt');
  }

  #addTable(name: string, keys: TableProps, config: Config): Table {
    const table = new Table(this, name, {
      ...keptInProduction(config),
      ...capacityOf(null),
      ...keys,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.stage === 'production' },
    });
    // CDK leaves out PROVISIONED, CloudFormation's default; said plainly, an update from on-demand is a change of this property
    if (table.node.defaultChild instanceof CfnTable) table.node.defaultChild.billingMode ??= BillingMode.PROVISIONED;
    return table;
  }

  /** Calls the function with every change of an alert: open pages show them, and what is not shown costs a call in a batch of them. */
  feedAlertChanges(target: IFunction): void {
    feedChanges(target, 'AlertsStream', { eventSourceArn: streamOf(this.alerts) });
  }

  /** Calls the function when the outage of a coin begins or ends. */
  feedOutages(target: IFunction): void {
    const outage = { kind: { S: [{ prefix: 'outage#' }] } };
    const filters = [{ dynamodb: { Keys: outage } }];
    feedChanges(target, 'MarketStream', { eventSourceArn: streamOf(this.market), filters });
  }

  /** Read a coin's alert index, write the new states of its alerts, report how far it has judged and what it could not. */
  grantJudge(grantee: IGrantable): void {
    const indexes = Object.keys(ALERT_INDEXES).map((name) => indexOf(this.alerts, name));
    allow(grantee, ['dynamodb:Query'], indexes);
    allow(grantee, ['dynamodb:UpdateItem'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem'], [this.market.tableArn]);
  }

  /**
   * Add a message to the delivery log, once, and to what waits for its channels; count the fires of an alert in an hour; end the others
   * of a group that fires once; keep the canary's last fire.
   */
  grantDispatch(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:PutItem'], [this.market.tableArn], CANARY_ONLY);
    allow(grantee, ['dynamodb:PutItem'], [this.triggers.tableArn]);
    this.#grantOutbox(grantee);
  }

  /** Store that a message waits, for each device too; read when a sender is to look, and record the wake-up that is sent for then. */
  #grantOutbox(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, keeps, [this.people.tableArn], PERSONS_ONLY);
  }

  /** Find the owners of armed alerts on a coin and write each a notice, once. Those who got one get another when the coin is back. */
  grantNotifyOutages(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:GetItem'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:Query'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:Query', 'dynamodb:PutItem'], [this.triggers.tableArn]);
    this.#grantOutbox(grantee);
  }

  /**
   * Read the message and the day's prices; write the delivery log and the person's mail throttle; make the key that signs links
   * at the first mail.
   */
  grantDeliver(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, keeps, [this.triggers.tableArn]);
    allow(grantee, [...keeps, 'dynamodb:Query', 'dynamodb:DeleteItem'], [this.people.tableArn]);
    allow(grantee, ['dynamodb:Query'], [this.candles.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn]);
  }

  /**
   * Read what waits for the webhook, the message and the webhook, write the delivery log; switch off a webhook that does not work, and
   * write the notice of it; read the key that signs pushes.
   */
  grantCallWebhooks(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, keeps, [this.triggers.tableArn]);
    allow(grantee, [...keeps, 'dynamodb:Query', 'dynamodb:DeleteItem'], [this.people.tableArn], PERSONS_ONLY);
    allow(grantee, ['dynamodb:GetItem'], [this.people.tableArn], onlyOf(PUSH_PERSON));
  }

  /** Find the messages of a mail, write the delivery log, switch a person's mail off. */
  grantRecordMailEvents(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.triggers.tableArn]);
    allow(grantee, ['dynamodb:UpdateItem'], [this.people.tableArn], PERSONS_ONLY);
  }

  /** Serve people with a token, and links in mails. A transaction needs no grant beyond those of its writes. */
  grantServe(grantee: IGrantable): void {
    const changes = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, ['dynamodb:GetItem', ...changes, 'dynamodb:DeleteItem'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:PutItem'], [this.market.tableArn], onlyOf('catalogue-request', 'coins-changed'));
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [this.triggers.tableArn]);
    allow(grantee, ['dynamodb:PutItem'], [this.triggers.tableArn], HISTORY_ONLY);
    allow(grantee, ['dynamodb:Query'], [indexOf(this.alerts, OWNER_INDEX), indexOf(this.triggers, OWNER_INDEX)]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query', ...changes, 'dynamodb:DeleteItem'], [this.people.tableArn]);
  }

  /** Read what anyone may see. It writes nothing. */
  grantShowMarket(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Scan'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:Query'], [this.candles.tableArn]);
  }

  /** Read what an alert has met, or would have, count the time that it took, ask the ingest task for a symbol that the catalogue lacks. */
  grantPreview(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:Query'], [this.triggers.tableArn]);
    allow(grantee, ['dynamodb:PutItem'], [this.market.tableArn], onlyOf('catalogue-request'));
    allow(grantee, ['dynamodb:Query'], [this.candles.tableArn]);
    allow(grantee, ['dynamodb:UpdateItem'], [this.people.tableArn], PREVIEW_TIME_ONLY);
  }

  /** Read how many deliveries came into each state. */
  grantCountedDeliveries(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:GetItem'], [this.triggers.tableArn], COUNTS_ONLY);
  }

  /** Calls the function when a coin is followed. Every change of a coin's alerts comes too, and costs no read. */
  feedFollowedCoins(target: IFunction): void {
    const followed = { followedFrom: { N: [{ exists: true }] } };
    feedChanges(target, 'CoinsStream', {
      eventSourceArn: this.coinsStreamArn,
      filters: [{ dynamodb: { NewImage: followed } }],
    });
  }

  /** Keep devices, make the key that signs pushes, and call webhooks and devices: who does may not read an alert. */
  grantKeepDevices(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, [...keeps, 'dynamodb:Query', 'dynamodb:DeleteItem'], [this.people.tableArn], PERSONS_ONLY);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem'], [this.people.tableArn], onlyOf(PUSH_PERSON));
  }

  /** Make, change and delete many alerts of a person, by a request, or because a coin was followed. */
  grantChangeMany(grantee: IGrantable): void {
    const changes = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
    const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem'];
    allow(grantee, [...reads, ...changes, 'dynamodb:DeleteItem'], [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:Query'], [indexOf(this.alerts, OWNER_INDEX)]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:PutItem'], [this.market.tableArn], onlyOf('catalogue-request', 'coins-changed'));
    allow(grantee, ['dynamodb:PutItem'], [this.triggers.tableArn], HISTORY_ONLY);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query', ...changes, 'dynamodb:DeleteItem'], [this.people.tableArn]);
  }

  /** Arm the canary as the API arms an alert, and see in the minutes of its coin whether it must have fired. */
  grantRunCanary(grantee: IGrantable): void {
    const arms = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, arms, [this.alerts.tableArn]);
    allow(grantee, ['dynamodb:Query'], [indexOf(this.alerts, OWNER_INDEX)]);
    allow(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:Query'], [this.candles.tableArn]);
  }

  /** Keep who is connected and what they watch, show them the newest prices, say that somebody listens. */
  grantAnswerSocket(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    allow(grantee, keeps, [this.connections.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:UpdateItem'], [this.market.tableArn], onlyOf('audience'));
  }

  /** Find who listens and what is shown to them, remove connections that are over, say that somebody listens. */
  grantPushPrices(grantee: IGrantable): void {
    const keeps = ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    allow(grantee, keeps, [this.connections.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:UpdateItem'], [this.market.tableArn], onlyOf('audience'));
  }

  /** Find the sockets of a person, while somebody listens, and remove those that are gone. */
  grantPushAlerts(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:Query'], [indexOf(this.connections, PERSON_INDEX)]);
    allow(grantee, ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [this.connections.tableArn]);
    allow(grantee, ['dynamodb:GetItem'], [this.market.tableArn], onlyOf('audience'));
  }

  /** Read which coins are wanted, write prices, candles and outages, re-arm a coin's alerts. */
  grantObserve(grantee: IGrantable): void {
    allow(grantee, ['dynamodb:Scan', 'dynamodb:UpdateItem'], [this.coins.tableArn]);
    allow(grantee, ['dynamodb:Query', 'dynamodb:UpdateItem'], [this.alerts.tableArn]);
    allow(
      grantee,
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [this.coinsStreamArn],
    );
    const observed = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    allow(grantee, observed, [this.market.tableArn]);
    // to on-demand, when its capacity does not suffice
    if (this.#isMarketProvisioned) allow(grantee, ['dynamodb:UpdateTable'], [this.market.tableArn]);
    allow(grantee, ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [this.candles.tableArn]);
  }

  get coinsStreamArn(): string {
    return streamOf(this.coins);
  }
}

/** Items of these kinds: who answers people writes requests to the ingest task, and nothing that the task observed. */
function onlyOf(...kinds: readonly string[]) {
  return { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': kinds } };
}

/** Of the messages: who looks after the system sees how many there are, and none of them (delivery-counts). */
const COUNTS_ONLY = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['deliveries#*'] } };

/** Of the messages and histories: who answers people records what they changed, and writes no trigger and no notice (alert-history). */
const HISTORY_ONLY = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['history#*'] } };

/** The one item of this table that is written where fires are dispatched (canary-table). */
const CANARY_ONLY = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['canary'] } };

/** Not the service's own items, such as the key that signs every link. */
const PERSONS_ONLY = { 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': [SERVICE_PERSON, PUSH_PERSON] } };

/** All that previews may write, and see, of a person: the items of the time that they took (rate-table). */
const PREVIEW_TIME_ONLY = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['previews#*'] } };

/** null: on demand */
function capacityOf(units: CapacityUnits | null): Pick<TableProps, 'billingMode' | 'readCapacity' | 'writeCapacity'> {
  if (!units) return { billingMode: BillingMode.PAY_PER_REQUEST };
  return { billingMode: BillingMode.PROVISIONED, readCapacity: units.read, writeCapacity: units.write };
}

function feedChanges(target: IFunction, id: string, source: StreamSource): void {
  const reads = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  allow(target, reads, [source.eventSourceArn]);
  // Lambda needs it when it makes the mapping. This action can't be limited to a resource.
  allow(target, ['dynamodb:ListStreams'], ['*']);
  mapStream(target, id, source);
}

function addOwnerIndex(table: Table, sortKey: string): void {
  table.addGlobalSecondaryIndex({
    indexName: OWNER_INDEX,
    partitionKey: text('owner'),
    sortKey: number(sortKey),
    projectionType: ProjectionType.ALL,
  });
}

function indexOf(table: Table, indexName: string): string {
  return `${table.tableArn}/index/${indexName}`;
}

function streamOf(table: Table): string {
  if (!table.tableStreamArn) throw new Error(`table ${table.node.id} has no stream`);
  return table.tableStreamArn;
}
