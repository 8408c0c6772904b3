import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { HISTORY_OF } from '../../adapters/dynamodb/alerts/alert-history.ts';
import { PREVIEWS_OF } from '../../adapters/dynamodb/people/rate-table.ts';
import { policySchema } from './policy-schema.ts';
import { render } from './render.ts';
import {
  CALL_WEBHOOKS,
  CHANGES_MANY,
  DEPTHS,
  DEVICES,
  LIST_STREAMS,
  LIVE_SOCKET,
  LOGS,
  OUTBOX,
  POSTS,
  PUSH_ALERTS,
  PUSH_PRICES,
  RECORD_MAIL_EVENTS,
  RUN_CANARY,
  TABLE_STREAM,
  TICKS,
  WAKE_UPS,
  WORK,
} from './shared-uses.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

/** Role → resource → command → who sends it, and why. A grant without a line here, or a line without a grant, fails. */
const USES: Record<string, Record<string, Record<string, string>>> = {
  EvaluateTicksRole: {
    EvaluateTicksLogs: LOGS,
    TicksStream: TICKS,
    DatabaseAlerts: { 'dynamodb:UpdateItem': 'alert-index change, flagFaulty: the new state of an alert' },
    'DatabaseAlerts/index/rises': { 'dynamodb:Query': 'alert-index read: the levels above' },
    'DatabaseAlerts/index/falls': { 'dynamodb:Query': 'alert-index read: the levels below' },
    'DatabaseAlerts/index/dues': { 'dynamodb:Query': 'alert-index read: the alerts that arm' },
    DatabaseMarket: {
      'dynamodb:GetItem': 'judging-table readAttempt: the record that an invocation did not come back from',
      'dynamodb:PutItem':
        'judging-table writeJudged, writeAttempt; market-table addUnwatched: trades that were given up',
    },
    SetAsideQueue: { 'sqs:SendMessage': 'set-aside-queue: a record that is no tick' },
  },
  DispatchMessagesRole: {
    DispatchMessagesLogs: LOGS,
    'DatabaseAlerts.StreamArn': TABLE_STREAM,
    '*': LIST_STREAMS,
    DatabaseAlerts: {
      'dynamodb:BatchGetItem': 'group-members end: the members of a group that has fired once',
      'dynamodb:UpdateItem': 'group-members end',
    },
    DatabaseMarket: {
      'dynamodb:GetItem': 'audience-table readListenedUntil, and nothing else of the table',
      'dynamodb:PutItem': 'canary-table writeFire, and nothing else of the table: see below',
    },
    ...PUSH_ALERTS,
    DatabaseTriggers: { 'dynamodb:PutItem': 'delivery-log add' },
    DatabasePeople: {
      ...OUTBOX,
      'dynamodb:PutItem': `${OUTBOX['dynamodb:PutItem']}; fire-hours count: an hour's first fire; group-fires claim`,
      'dynamodb:UpdateItem': `${OUTBOX['dynamodb:UpdateItem']}; fire-hours count: a fire that comes before it`,
    },
    MailsQueue: WAKE_UPS,
    WebhooksQueue: WAKE_UPS,
    SetAsideQueue: { 'sqs:SendMessage': 'set-aside-queue: a change of an alert that can not be read' },
  },
  PublishPageRole: {
    PublishPageLogs: LOGS,
    SiteBucket: { 's3:ListBucket': 'page-bucket list: what is there of earlier pages' },
    'SiteBucket/*': { 's3:DeleteObject': 'page-bucket remove', 's3:PutObject': 'page-bucket put' },
  },
  NotifyOutagesRole: {
    NotifyOutagesLogs: LOGS,
    'DatabaseMarket.StreamArn': TABLE_STREAM,
    '*': LIST_STREAMS,
    DatabaseCoins: { 'dynamodb:GetItem': 'coin-table get: the shards of its alert index' },
    DatabaseAlerts: { 'dynamodb:Query': 'armed-alerts ofCoin' },
    DatabaseTriggers: {
      'dynamodb:PutItem': 'delivery-log add; notified-persons add',
      'dynamodb:Query': 'notified-persons list: who was notified that the coin is dark',
    },
    DatabasePeople: OUTBOX,
    MailsQueue: WAKE_UPS,
    WebhooksQueue: WAKE_UPS,
    SetAsideQueue: { 'sqs:SendMessage': 'set-aside-queue: an outage that can not be read' },
  },
  SendMailsRole: {
    SendMailsLogs: LOGS,
    MailsQueue: { ...WORK, 'sqs:SendMessage': 'wake-ups schedule: for the next mail' },
    SetAsideQueue: { 'sqs:SendMessage': 'set-aside-queue: a message whose row can not be read' },
    DatabaseTriggers: {
      'dynamodb:GetItem': 'delivery-log read, change',
      'dynamodb:PutItem': 'mail-log add',
      'dynamodb:UpdateItem': 'delivery-log change',
    },
    DatabasePeople: {
      'dynamodb:DeleteItem': 'waiting-messages remove',
      'dynamodb:GetItem': 'person-table readProfile; mail-throttle-table read; link-tokens makeLink: the key',
      'dynamodb:PutItem': 'waiting-messages add',
      'dynamodb:Query': 'waiting-messages read',
      'dynamodb:UpdateItem':
        'mail-throttle-table replace; wake-up-table recordArrived, recordSent; link-tokens makeLink: the first key',
    },
    DatabaseCandles: { 'dynamodb:Query': 'candle-table read: the chart' },
    DatabaseMarket: { 'dynamodb:GetItem': 'market-table readCatalogue: the precision of a price' },
    'arn:aws:ses:eu-west-1:AWS::AccountId:identity/*': { 'ses:SendRawEmail': 'email-sender send' },
    'arn:aws:ses:eu-west-1:AWS::AccountId:configuration-set/MailConfigurationSet': {
      'ses:SendRawEmail': 'email-sender send',
    },
  },
  CallWebhooksRole: CALL_WEBHOOKS,
  RecordMailEventsRole: RECORD_MAIL_EVENTS,
  RunCanaryRole: RUN_CANARY,
  LiveSocketRole: LIVE_SOCKET,
  PushPricesRole: PUSH_PRICES,
  ApiRole: {
    ApiLogs: LOGS,
    DatabaseAlerts: {
      'dynamodb:DeleteItem': 'alert-table removal, in a transaction',
      'dynamodb:GetItem': 'alert-table get',
      'dynamodb:PutItem': 'alert-table creation, in a transaction',
      'dynamodb:UpdateItem': 'alert-table replacement, in a transaction',
    },
    'DatabaseAlerts/index/owner': { 'dynamodb:Query': 'alert-table list, count' },
    DatabaseCoins: {
      'dynamodb:GetItem': 'coin-table get',
      'dynamodb:Scan': 'coin-table list',
      'dynamodb:UpdateItem': 'coin-table following, unfollowing, indexChange, in a transaction',
    },
    DatabaseMarket: {
      'dynamodb:GetItem': 'market-table readPrices, readClockOffset, readCatalogue',
      'dynamodb:Query': 'market-table readUnwatched',
      'dynamodb:PutItem':
        'market-table requestCatalogue, announceCoinsChanged, and nothing else of the table: see below',
    },
    DatabaseTriggers: {
      'dynamodb:GetItem': 'trigger-list get',
      'dynamodb:PutItem': 'alert-history entry, in a transaction, and nothing else of the table: see below',
      'dynamodb:Query': 'trigger-list byAlert; alert-history list',
    },
    'DatabaseTriggers/index/owner': { 'dynamodb:Query': 'trigger-list byOwner' },
    DatabasePeople: {
      'dynamodb:DeleteItem': 'webhook-table removal, in a transaction',
      'dynamodb:GetItem':
        'person-table readProfile, readRequest; mail-throttle-table readDelay; count-table read; link-key read; webhook-table readSecret; rate-table read',
      'dynamodb:PutItem':
        'person-table rememberRequest, count-table replace, webhook-table addition, newSecret, in a transaction; link-key make',
      'dynamodb:Query': 'webhook-table list',
      'dynamodb:UpdateItem':
        'person-table profileChange, count-table change, webhook-table stateChange, in a transaction; person-table switchMailOff; rate-table take',
    },
  },
  BatchesRole: { BatchesLogs: LOGS, ...CHANGES_MANY },
  DevicesRole: { DevicesLogs: LOGS, DatabasePeople: DEVICES },
  JoinGroupsRole: {
    JoinGroupsLogs: LOGS,
    'DatabaseCoins.StreamArn': TABLE_STREAM,
    '*': LIST_STREAMS,
    ...CHANGES_MANY,
  },
  MarketRole: {
    MarketLogs: LOGS,
    DatabaseCoins: { 'dynamodb:GetItem': 'coin-table get', 'dynamodb:Scan': 'coin-table list' },
    DatabaseMarket: {
      'dynamodb:GetItem':
        'market-table readPrices, readClockOffset, readCatalogue, readNewestUnwatched; canary-table readFire',
      'dynamodb:Query': 'market-table readUnwatched; judging-table readJudged',
    },
    DatabaseCandles: { 'dynamodb:Query': 'candle-table read, firstAfter' },
  },
  OperatorRole: {
    OperatorLogs: LOGS,
    DatabaseTriggers: { 'dynamodb:GetItem': 'delivery-counts read, and only their items' },
    ...DEPTHS,
  },
  PreviewRole: {
    PreviewLogs: LOGS,
    DatabaseAlerts: { 'dynamodb:GetItem': 'alert-table get: the one that is explained' },
    DatabaseTriggers: { 'dynamodb:Query': 'alert-history list, trigger-list byAlert: of the alert that is explained' },
    DatabaseMarket: {
      'dynamodb:GetItem': 'market-table readPrices, readClockOffset, readCatalogue',
      'dynamodb:Query': 'market-table readUnwatched; outage-list ofCoin',
      'dynamodb:PutItem': 'market-table requestCatalogue, and nothing else of the table: see below',
    },
    DatabaseCandles: { 'dynamodb:Query': 'candle-table read' },
    DatabasePeople: { 'dynamodb:UpdateItem': 'rate-table take, giveBack, and only their items: see below' },
  },
  IngestTaskTaskRole: {
    DatabaseAlerts: {
      'dynamodb:Query': 'coin-alerts resetAfterIdRestart: all alerts of a coin',
      'dynamodb:UpdateItem': 'coin-alerts resetAfterIdRestart: each starts again',
    },
    DatabaseCoins: { 'dynamodb:Scan': 'coin-table list', 'dynamodb:UpdateItem': 'coin-table raiseIndexVersion' },
    'DatabaseCoins.StreamArn': TABLE_STREAM,
    DatabaseMarket: {
      'dynamodb:GetItem':
        'market-table readPrices, readCatalogue of the last run, readCatalogueRequest, readCoinsChanged; lease-table read',
      'dynamodb:PutItem':
        'market-table writePrices, writeClockOffset, writeCatalogue, addUnwatched, writeNewestUnwatched; outage-table begin',
      'dynamodb:Query': 'market-table readUnwatched: the intervals of each coin, for the list of all',
      'dynamodb:UpdateItem': 'lease-table take, renew; outage-table end',
      'dynamodb:UpdateTable': 'market-capacity moveToOnDemand, where it is provisioned',
    },
    DatabaseCandles: {
      'dynamodb:DeleteItem': 'candle-table writeDay: the hours that it holds',
      'dynamodb:PutItem': 'candle-table writeHour, writeDay, writeFolded, writeDays',
      'dynamodb:Query': 'candle-table read, storedDays: what was stored before',
    },
    TicksStream: { 'kinesis:PutRecords': 'tick-stream put' },
    'the bundle': { 's3:GetObject': 'Fetch copies the bundle' },
  },
  IngestTaskExecutionRole: { IngestLogs: LOGS },
  IngestFallbackSwitchRole: {
    IngestReserveService: { 'ecs:UpdateService': 'the states StartReserve, StopReserve: the number of its tasks' },
    IngestServiceService: { 'ecs:DescribeServices': 'the state ReadService' },
  },
  IngestFallbackEventsRole: {
    IngestFallbackSwitch: { 'states:StartExecution': 'the rule, for an event of the service' },
  },
};

/** Why a resource is a wildcard. No other may be. */
const WILDCARDS: Record<string, string> = {
  'SiteBucket/*': 'the names of the page’s files change with their content, and nothing else is in the bucket',
  '*': 'ListStreams knows no resource, and Lambda asks for it when the mapping is made',
  [POSTS]: 'a socket has its id when it opens',
  'arn:aws:ses:eu-west-1:AWS::AccountId:identity/*':
    'in the SES sandbox the identity of the recipient is checked too; the condition narrows it to one sender',
};

const BUNDLE = /^arn:aws:s3:::cdk-\w+-assets-[^/]+\/[0-9a-f]{64}(\.\w+)?$/;

function grants(): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const { Roles, PolicyDocument } = policySchema.parse(Properties);
    const role = Roles.map(render).join();
    for (const { Action, Resource } of PolicyDocument.Statement) {
      for (const name of Resource.map(render).map((arn) => arn.replace(BUNDLE, 'the bundle'))) {
        const known = found[role]?.[name] ?? [];
        found[role] = { ...found[role], [name]: [...new Set([...known, ...Action])].sort() };
      }
    }
  }
  return found;
}

const { template } = synthesise();

function statementsOf(role: string) {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const ofRole = policies.filter(({ Properties }) => Properties.Roles.map(render).join() === role);
  return ofRole.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('permissions', () => {
  it.each(Object.entries(USES))('%s may do what is used and nothing else', (role, uses) => {
    const used = Object.entries(uses).map(([resource, commands]) => [resource, Object.keys(commands).sort()]);
    expect(grants()[role]).toEqual(Object.fromEntries(used));
  });

  it('are given to no other role', () => {
    expect(Object.keys(grants()).sort()).toEqual(Object.keys(USES).sort());
    expect(Object.keys(template.findResources('AWS::IAM::Role')).sort()).toEqual(Object.keys(USES).sort());
  });

  it('come from no managed policy', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
    }
  });

  it('name a wildcard only for a reason', () => {
    const names = Object.values(grants()).flatMap((byResource) => Object.keys(byResource));
    const wild = new Set(names.filter((name) => name.includes('*')));
    expect([...wild].sort()).toEqual(Object.keys(WILDCARDS).sort());
    const actions = Object.values(grants()).flatMap((byResource) => Object.values(byResource).flat());
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it.each([
    ['ApiRole', ['catalogue-request', 'coins-changed']],
    ['PreviewRole', ['catalogue-request']],
    ['BatchesRole', ['catalogue-request', 'coins-changed']],
    ['JoinGroupsRole', ['catalogue-request', 'coins-changed']],
  ])(
    'let %s write what it has to say to the ingest task (%j) into what was observed, and nothing that was observed',
    (role, kinds) => {
      const statements = statementsOf(role);
      const writing = statements.filter((statement) => {
        const { Action, Resource } = policySchema.shape.PolicyDocument.shape.Statement.element.parse(statement);
        return Action.includes('dynamodb:PutItem') && Resource.map(render).includes('DatabaseMarket');
      });
      expect(writing).toMatchObject([
        {
          Action: 'dynamodb:PutItem',
          Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': kinds } },
        },
      ]);
    },
  );

  it.each(['DispatchMessagesRole', 'NotifyOutagesRole', 'CallWebhooksRole', 'RecordMailEventsRole'])(
    "keep the service's own items, such as the key of the links, from %s; who calls devices reads the key of pushes",
    (role) => {
      const statements = statementsOf(role);
      const ofPeople = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('DatabasePeople'));
      const Condition = { 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': ['pricebell', 'pricebell-push'] } };
      const KeyOnly = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['pricebell-push'] } };
      const key = { Action: 'dynamodb:GetItem', Condition: KeyOnly };
      expect(ofPeople).toMatchObject([{ Condition }, ...(role === 'CallWebhooksRole' ? [key] : [])]);
    },
  );

  it('let a preview write and see nothing of a person but the time that it took', () => {
    const statements = statementsOf('PreviewRole');
    const ofPeople = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('DatabasePeople'));
    expect(ofPeople).toMatchObject([
      {
        Action: 'dynamodb:UpdateItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${PREVIEWS_OF}*`] } },
      },
    ]);
  });

  it('let the API record what people change of their alerts, and write no trigger and no notice', () => {
    const statements = statementsOf('ApiRole');
    const onTriggers = statements.filter((one) => JSON.stringify(one.Resource).includes('DatabaseTriggers'));
    expect(onTriggers.filter(({ Action }) => Action === 'dynamodb:PutItem')).toMatchObject([
      {
        Action: 'dynamodb:PutItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${HISTORY_OF}*`] } },
      },
    ]);
  });

  it('let mails leave from one address only', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const sending = statements.filter(({ Action }) => JSON.stringify(Action).includes('ses:'));
    expect(sending).toMatchObject([
      {
        Action: 'ses:SendRawEmail',
        Condition: { StringEquals: { 'ses:FromAddress': REAL_SENDER.senderAddress } },
      },
    ]);
  });
});

describe('a key of CDK’s bucket', () => {
  it('that is given may be used by the ingest task alone, and only through S3', () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const { template: withKey } = synthesise({ ...REAL_SENDER, bootstrapKmsKeyArn: key });
    const decrypts = Object.values(withKey.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
      policySchema
        .parse(Properties)
        .PolicyDocument.Statement.filter(({ Resource }) => Resource.map(render).includes(key)),
    );
    expect(decrypts).toHaveLength(1);
    withKey.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: 'IngestTaskTaskRole' }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Action: 'kms:Decrypt',
            Effect: 'Allow',
            Resource: key,
            Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
          },
        ]),
      },
    });
  });
});
