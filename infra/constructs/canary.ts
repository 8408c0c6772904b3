import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { addCanaryAlarm } from './alarms/canary-alarm.ts';
import type { Database } from './database.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface CanaryProps {
  readonly config: Config;
  readonly database: Database;
}

/** Looks every minute whether an alert of the service's own fires as it must (0023). Switched off, there is nothing of it. */
export function addCanary(scope: Construct, { config, database }: CanaryProps): void {
  if (!config.canary) return;
  const runCanary = new LambdaFunction(scope, 'RunCanary', {
    entry: 'functions/run-canary/handler.ts',
    reportsByFailing: true,
    // the next minute looks again: one that failed or found no room would only run beside it, for up to six hours
    retryAttempts: 0,
    maxEventAge: Duration.minutes(1),
    environment: {
      ALERTS_TABLE: database.alerts.tableName,
      COINS_TABLE: database.coins.tableName,
      MARKET_TABLE: database.market.tableName,
      CANDLES_TABLE: database.candles.tableName,
    },
  });
  database.grantRunCanary(runCanary);
  new Rule(scope, 'EveryMinute', {
    description: 'Looks whether the canary has fired as it must',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new FunctionTarget(runCanary)],
  });
  addCanaryAlarm(scope, config, runCanary);
}
