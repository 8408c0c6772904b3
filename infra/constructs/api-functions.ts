import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DOCUMENT_FILES } from '../../contract/document-files.ts';
import type { AnsweringFunction } from '../../contract/routes.ts';
import { reservedFor } from '../concurrency.ts';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { LambdaFunction } from './lambda-function.ts';
import { limitVariables } from './limit-variables.ts';
import type { MailSender } from './mail-sender.ts';
import type { PeoplePool } from './people-pool.ts';

export interface ApiFunctionsDeps {
  readonly config: Config;
  readonly database: Database;
  readonly people: PeoplePool;
  readonly mail: MailSender;
}

/** The functions that answer the HTTP API. */
export function addApiFunctions(
  scope: Construct,
  { config, database, people, mail }: ApiFunctionsDeps,
): Readonly<Record<AnsweringFunction, LambdaFunction>> {
  const environment = {
    ALERTS_TABLE: database.alerts.tableName,
    COINS_TABLE: database.coins.tableName,
    MARKET_TABLE: database.market.tableName,
    TRIGGERS_TABLE: database.triggers.tableName,
    PEOPLE_TABLE: database.people.tableName,
    BOOK_SHARDS: String(config.bookShards),
    ...limitVariables(config),
  };
  const api = new LambdaFunction(scope, 'Api', {
    // more memory is more CPU: a start takes half as long
    memorySize: 1_024,
    entry: 'functions/api/handler.ts',
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Api', config),
    environment,
  });
  database.grantServe(api);

  const batches = new LambdaFunction(scope, 'Batches', {
    memorySize: 1_024,
    entry: 'functions/api/batch-handler.ts',
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Batches', config),
    environment,
  });
  database.grantChangeMany(batches);

  const devices = new LambdaFunction(scope, 'Devices', {
    entry: 'functions/api/device-handler.ts',
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Devices', config),
    environment: {
      PEOPLE_TABLE: database.people.tableName,
      PUSH_CONTACT: mail.contact,
      WRITES_PER_MINUTE: String(config.writesPerMinute),
    },
  });
  database.grantKeepDevices(devices);

  // gives a coin that is followed its alert in the groups that take every followed coin (0026)
  const joinGroups = new LambdaFunction(scope, 'JoinGroups', {
    entry: 'functions/api/join-groups-handler.ts',
    timeout: Duration.minutes(1),
    environment,
  });
  database.feedFollowedCoins(joinGroups);
  database.grantChangeMany(joinGroups);

  const market = new LambdaFunction(scope, 'Market', {
    // a page of candles is unzipped and written as text: more memory is more CPU
    memorySize: 1_024,
    entry: 'functions/api/market-handler.ts',
    files: DOCUMENT_FILES,
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Market', config),
    environment: {
      COINS_TABLE: database.coins.tableName,
      MARKET_TABLE: database.market.tableName,
      CANDLES_TABLE: database.candles.tableName,
      CANARY: String(config.canary),
      ISSUER: people.issuer,
      CLIENT_ID: people.client.userPoolClientId,
    },
  });
  database.grantShowMarket(market);

  const preview = new LambdaFunction(scope, 'Preview', {
    // 43,200 minutes are judged; with this much memory a function has a whole processor
    memorySize: 1_769,
    entry: 'functions/api/preview-handler.ts',
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Preview', config),
    environment: {
      ALERTS_TABLE: database.alerts.tableName,
      MARKET_TABLE: database.market.tableName,
      TRIGGERS_TABLE: database.triggers.tableName,
      CANDLES_TABLE: database.candles.tableName,
      PEOPLE_TABLE: database.people.tableName,
      PREVIEW_MS_PER_MINUTE: String(config.previewMsPerMinute),
    },
  });
  database.grantPreview(preview);

  // its queues are made with what sends to them (addDelivery)
  const operator = new LambdaFunction(scope, 'Operator', {
    entry: 'functions/api/operator-handler.ts',
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: reservedFor('Operator', config),
    environment: { TRIGGERS_TABLE: database.triggers.tableName },
  });
  database.grantCountedDeliveries(operator);
  return { api, batches, devices, market, operator, preview };
}
