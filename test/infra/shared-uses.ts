/** What Lambda itself does with a function's role. */
export const LOGS = { 'logs:CreateLogStream': 'the platform logs', 'logs:PutLogEvents': 'the platform logs' };
export const TABLE_STREAM = {
  'dynamodb:DescribeStream': 'finds the shards',
  'dynamodb:GetRecords': 'reads the changes',
  'dynamodb:GetShardIterator': 'opens a shard',
};

export const LIST_STREAMS = { 'dynamodb:ListStreams': 'Lambda, when the mapping is made' };
export const WORK = {
  'sqs:DeleteMessage': 'the mapping removes what is done',
  'sqs:GetQueueAttributes': 'the mapping reads the visibility timeout',
  'sqs:ReceiveMessage': 'the mapping takes messages',
};
export const WAKE_UPS = { 'sqs:SendMessage': 'wake-ups schedule: for a message that waits' };
export const OUTBOX = {
  'dynamodb:GetItem':
    'mail-outbox: person-table readProfile, mail-throttle-table read; webhook-outbox: webhook-table read, wake-up-table read',
  'dynamodb:PutItem': 'waiting-messages add, waiting-calls add',
  'dynamodb:Query': 'push-outbox: webhook-table listDevices',
  'dynamodb:UpdateItem': 'wake-up-table recordSent',
};

/** What changes many alerts of a person: by a request, or because a coin was followed, when it may find work that a request left undone. */
export const CHANGES_MANY = {
  DatabaseAlerts: {
    'dynamodb:BatchGetItem': 'group-members read',
    'dynamodb:DeleteItem': 'alert-table removal, in a transaction',
    'dynamodb:GetItem': 'alert-table get',
    'dynamodb:PutItem': 'alert-table creation, in a transaction',
    'dynamodb:UpdateItem': 'alert-table replacement, in a transaction; group-members end',
  },
  'DatabaseAlerts/index/owner': { 'dynamodb:Query': 'alert-table count' },
  DatabaseCoins: {
    'dynamodb:GetItem': 'coin-table get',
    'dynamodb:Scan': 'coin-table list',
    'dynamodb:UpdateItem': 'coin-table indexChange, in a transaction',
  },
  DatabaseMarket: {
    'dynamodb:GetItem': 'market-table readPrices, readClockOffset, readCatalogue',
    'dynamodb:PutItem': 'market-table requestCatalogue, announceCoinsChanged, and nothing else of the table: see below',
  },
  DatabaseTriggers: { 'dynamodb:PutItem': 'alert-history entry, in a transaction, and nothing else of the table' },
  DatabasePeople: {
    'dynamodb:DeleteItem': 'group-table removal, followedPointer, in a transaction',
    'dynamodb:GetItem':
      'group-table read, group-fires read, count-table read, webhook-table readSecret, person-table readProfile, readRequest',
    'dynamodb:PutItem':
      'group-table creation, followedPointer, count-table replace, person-table rememberRequest, webhook-table addition, newSecret, in a transaction',
    'dynamodb:Query': 'group-table listFollowed, list; webhook-table list',
    'dynamodb:UpdateItem':
      'group-table replacement, memberChange, group-fires expiry, count-table change, person-table profileChange, in a transaction; group-table writeRefused; rate-table take',
  },
};

/** Any socket of the stage. */
export const POSTS = 'arn:aws:execute-api:eu-west-1:AWS::AccountId:LiveApi/live/POST/@connections/*';

export const LIVE_SOCKET = {
  LiveSocketLogs: LOGS,
  DatabaseConnections: {
    'dynamodb:DeleteItem': 'connection-table remove, in a transaction',
    'dynamodb:GetItem': 'connection-table has, readCount',
    'dynamodb:PutItem': 'connection-table add, in a transaction',
    'dynamodb:UpdateItem': 'connection-table addSymbols, removeSymbols, add, remove, in a transaction; signIn',
  },
  DatabaseMarket: {
    'dynamodb:GetItem': 'market-table readPrices, readClockOffset; audience-table extend',
    'dynamodb:UpdateItem': 'audience-table extend, cut, and nothing else of the table: see below',
  },
  [POSTS]: { 'execute-api:ManageConnections': 'live-sockets post: the answer to a message' },
};

export const RUN_CANARY = {
  RunCanaryLogs: LOGS,
  DatabaseAlerts: {
    'dynamodb:GetItem': 'alert-table get',
    'dynamodb:PutItem': 'alert-table creation, in a transaction',
    'dynamodb:UpdateItem': 'alert-table replacement, in a transaction',
  },
  'DatabaseAlerts/index/owner': { 'dynamodb:Query': 'alert-table list: the canaries' },
  DatabaseCoins: {
    'dynamodb:GetItem': 'coin-table get',
    'dynamodb:UpdateItem': 'coin-table indexChange, in a transaction',
  },
  DatabaseMarket: { 'dynamodb:GetItem': 'market-table readPrices, readClockOffset' },
  DatabaseCandles: { 'dynamodb:Query': 'candle-table read: the last three hours' },
};

/** What keeps devices, and calls them and webhooks for a test. */
export const DEVICES = {
  'dynamodb:DeleteItem': 'webhook-table unregistration, forget, in a transaction',
  'dynamodb:GetItem': 'webhook-table read, secretOf; person-table readProfile; push-key read',
  'dynamodb:PutItem': 'webhook-table registration, in a transaction; push-key make',
  'dynamodb:Query': 'webhook-table listDevices',
  'dynamodb:UpdateItem':
    'webhook-table registration, unregistration, forget, person-table profileChange, in a transaction; webhook-table secretOf, beginTest, reserveTest, endTest, recordResult, pause, moveChat, endSlowCalls; rate-table take',
};
const DEPTH = { 'sqs:GetQueueAttributes': 'queue-depths read' };
/** How full the queues are, their dead letters and the quarantine queue. */
export const DEPTHS = Object.fromEntries(
  [
    'MailsQueue',
    'MailsDead',
    'WebhooksQueue',
    'WebhooksDead',
    'MailEventsQueue',
    'MailEventsDead',
    'SetAsideQueue',
  ].map((queue) => [queue, DEPTH]),
);

/** What calls webhooks and devices. */
export const CALL_WEBHOOKS = {
  CallWebhooksLogs: LOGS,
  WebhooksQueue: { ...WORK, 'sqs:SendMessage': 'wake-ups schedule: for what still waits' },
  MailsQueue: { 'sqs:SendMessage': 'wake-ups schedule: for the notice that a webhook was switched off' },
  SetAsideQueue: { 'sqs:SendMessage': 'set-aside-queue: a message whose row can not be read' },
  DatabaseTriggers: {
    'dynamodb:GetItem': 'delivery-log read, change',
    'dynamodb:PutItem': 'delivery-log add: the notice',
    'dynamodb:UpdateItem': 'delivery-log change',
  },
  DatabasePeople: {
    'dynamodb:DeleteItem': 'waiting-calls remove, postpone; webhook-table forget: a device whose subscription is over',
    'dynamodb:GetItem': 'webhook-table read, secretOf; wake-up-table read; the outbox of a notice; push-key read',
    'dynamodb:PutItem': 'waiting-calls add, postpone; waiting-messages add: the notice',
    'dynamodb:Query': 'waiting-calls read',
    'dynamodb:UpdateItem':
      'webhook-table disable, recordResult, takeTurn, pause, moveChat, secretOf: the first secret; wake-up-table recordArrived, recordSent',
  },
};

export const TICKS = {
  'kinesis:DescribeStream': 'the mapping finds the shards',
  'kinesis:DescribeStreamSummary': 'the mapping finds the shards',
  'kinesis:GetRecords': 'the mapping reads the ticks',
  'kinesis:GetShardIterator': 'the mapping opens a shard',
  'kinesis:ListShards': 'the mapping finds the shards',
};

export const PUSH_PRICES = {
  PushPricesLogs: LOGS,
  TicksStream: TICKS,
  DatabaseConnections: {
    'dynamodb:DeleteItem': 'connection-table remove, in a transaction',
    'dynamodb:GetItem': 'connection-table readCount',
    'dynamodb:Scan': 'connection-table list',
    'dynamodb:UpdateItem': 'connection-table remove, in a transaction; correctCount',
  },
  DatabaseMarket: {
    'dynamodb:GetItem': 'market-table readPrices, readClockOffset; audience-table extend',
    'dynamodb:UpdateItem': 'audience-table extend, and nothing else of the table',
  },
  [POSTS]: { 'execute-api:ManageConnections': 'live-sockets post: prices' },
};

export const RECORD_MAIL_EVENTS = {
  RecordMailEventsLogs: LOGS,
  MailEventsQueue: WORK,
  DatabaseTriggers: {
    'dynamodb:GetItem': 'mail-log read; delivery-log change',
    'dynamodb:UpdateItem': 'delivery-log change',
  },
  DatabasePeople: { 'dynamodb:UpdateItem': 'person-table switchMailOff' },
};

/** Of who shows what happened to alerts. */
export const PUSH_ALERTS = {
  'DatabaseConnections/index/person': { 'dynamodb:Query': 'connection-table listSignedIn' },
  DatabaseConnections: {
    'dynamodb:DeleteItem': 'connection-table remove, in a transaction',
    'dynamodb:UpdateItem': 'connection-table remove, in a transaction',
  },
  [POSTS]: { 'execute-api:ManageConnections': 'live-sockets post: fires and changes of alerts' },
};
