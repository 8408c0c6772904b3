import { eventSourceMapping } from './event-source-mapping-type.ts';
import { authorizer, gatewayApi, integration, route, stage } from './gateway-types.ts';
import { lambdaFunction } from './lambda-function-type.ts';
import { configurationSet, emailIdentity, userPool, userPoolClient } from './people-types.ts';
import { queue } from './queue-type.ts';
import type { ResourceType } from './resource-type.ts';
import { scheduleRule } from './schedule-type.ts';
import { kinesisStream } from './stream-type.ts';
import { table } from './table-type.ts';
import { service, taskDefinition } from './task-types.ts';

/** The resource types that the local interpreter can make. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGatewayV2::Api': gatewayApi,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': userPoolClient,
  'AWS::DynamoDB::Table': table,
  'AWS::ECS::Service': service,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::Events::Rule': scheduleRule,
  'AWS::Kinesis::Stream': kinesisStream,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::SES::ConfigurationSet': configurationSet,
  'AWS::SES::EmailIdentity': emailIdentity,
  'AWS::SQS::Queue': queue,
};
