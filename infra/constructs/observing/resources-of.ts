import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { LambdaFunction } from '../lambda-function.ts';

/** What the constructs of the stack have made so far, whichever they are: what is added later needs no line in a list. */
export interface StackResources {
  readonly alarms: readonly IAlarm[];
  readonly apis: readonly HttpApi[];
  readonly functions: readonly LambdaFunction[];
  /** the functions that read a stream */
  readonly streamReaders: readonly LambdaFunction[];
  readonly queues: readonly Queue[];
  readonly streams: readonly Stream[];
  readonly tables: readonly Table[];
}

export function resourcesOf(scope: Construct): StackResources {
  const nodes = Stack.of(scope).node.findAll();
  const functions = nodes.filter((node) => node instanceof LambdaFunction);
  return {
    alarms: nodes.filter((node) => node instanceof Alarm),
    apis: nodes.filter((node) => node instanceof HttpApi),
    functions,
    streamReaders: functions.filter(readsStream),
    queues: nodes.filter((node) => node instanceof Queue),
    streams: nodes.filter((node) => node instanceof Stream),
    tables: nodes.filter((node) => node instanceof Table),
  };
}

function readsStream({ node }: IConstruct): boolean {
  return node.findAll().some((child) => child instanceof CfnEventSourceMapping && child.startingPosition !== undefined);
}

/** As the template names it: `SendMails`, `DatabaseAlerts`, `MailsDead`. */
export function nameOf({ node }: IConstruct): string {
  return node.path.split('/').slice(1).join('');
}
