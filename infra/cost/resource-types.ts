import type { PriceName } from './prices.ts';

/**
 * What each resource type of the template costs. A test holds both lists to the template, so that a new type is either in the bill or
 * here with the reason why it costs nothing.
 */
export const PRICED_TYPES: Readonly<Record<string, readonly PriceName[]>> = {
  'AWS::ApiGatewayV2::Api': ['apiRequest', 'socketMessage', 'socketMinute', 'dataOutGb'],
  'AWS::CloudFront::Distribution': ['cloudFrontRequest', 'cloudFrontOutGb'],
  'AWS::CloudFront::Function': ['cloudFrontFunctionCall'],
  'AWS::CloudWatch::Alarm': ['alarm'],
  'AWS::Cognito::UserPool': ['activePerson'],
  'AWS::DynamoDB::Table': [
    'dynamoWriteUnit',
    'dynamoReadUnit',
    'dynamoWriteCapacityHour',
    'dynamoReadCapacityHour',
    'dynamoStreamRead',
    'dynamoGbMonth',
    'dynamoBackupGbMonth',
  ],
  'AWS::ECS::Service': [
    'fargateCpuHour',
    'fargateGbHour',
    'spotCpuHour',
    'spotGbHour',
    'publicAddressHour',
    'dataOutGb',
  ],
  'AWS::Kinesis::Stream': ['kinesisShardHour', 'kinesisRetentionHour', 'kinesisPutUnit', 'kmsRequest'],
  'AWS::Lambda::EventSourceMapping': ['sqsRequest'],
  'AWS::Lambda::Function': ['lambdaRequest', 'lambdaGbSecond', 's3GbMonth'],
  'AWS::Logs::LogGroup': ['logGb', 'logGbMonth'],
  'AWS::Logs::MetricFilter': ['metric'],
  'AWS::S3::Bucket': ['s3GbMonth'],
  'AWS::SES::EmailIdentity': ['sesMail'],
  'AWS::SNS::Subscription': ['notificationMail'],
  'AWS::SQS::Queue': ['sqsRequest'],
};

const NO_TRAFFIC_OF_ITS_OWN = 'a part of the network; only the address of the task is paid for';
const RIGHTS = 'rights cost nothing';
const OF_THE_API = 'a part of an API, which is paid by the request or the message';

const OF_THE_DISTRIBUTION = 'a setting of the distribution, which is paid by the request';

export const FREE_TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Authorizer': OF_THE_API,
  'AWS::ApiGatewayV2::Integration': OF_THE_API,
  'AWS::ApiGatewayV2::Route': OF_THE_API,
  'AWS::ApiGatewayV2::Stage': OF_THE_API,
  'AWS::Budgets::Budget': 'a budget without actions is free',
  'AWS::CloudFront::CachePolicy': OF_THE_DISTRIBUTION,
  'AWS::CloudFront::OriginAccessControl': OF_THE_DISTRIBUTION,
  'AWS::CloudFront::ResponseHeadersPolicy': OF_THE_DISTRIBUTION,
  'AWS::Cognito::UserPoolClient': 'a part of the user pool, which is paid by the person',
  'AWS::Cognito::UserPoolDomain': 'a part of the user pool, which is paid by the person',
  'AWS::Cognito::UserPoolGroup': 'a part of the user pool, which is paid by the person',
  'AWS::EC2::InternetGateway': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::Route': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::RouteTable': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::SecurityGroup': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::Subnet': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::SubnetRouteTableAssociation': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::VPC': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::EC2::VPCEndpoint': 'a gateway endpoint; those that cost money are interface endpoints',
  'AWS::EC2::VPCGatewayAttachment': NO_TRAFFIC_OF_ITS_OWN,
  'AWS::ECS::ClusterCapacityProviderAssociations': 'says what the cluster may use; the tasks are paid for',
  'AWS::ECS::Cluster': 'the tasks are paid for, and Container Insights is off',
  'AWS::ECS::TaskDefinition': 'the service runs it. AWS’s own pulls from its public registry are free',
  'AWS::Events::Rule': 'events of AWS services and of schedules on the default bus are free',
  'AWS::IAM::Policy': RIGHTS,
  'AWS::IAM::Role': RIGHTS,
  'AWS::Lambda::Permission': RIGHTS,
  'AWS::Lambda::EventInvokeConfig': 'a setting of a function',
  'AWS::CloudWatch::Dashboard': 'three of an account are free, each with up to 50 metrics',
  'AWS::Logs::QueryDefinition':
    'a saved text; a run scans logs for 0.006 USD a GB, and five GB a month are free with ingestion',
  'AWS::S3::BucketPolicy': RIGHTS,
  'AWS::SES::ConfigurationSet': 'the mails are paid for',
  'AWS::SES::ConfigurationSetEventDestination': 'reports to EventBridge are free',
  'AWS::SNS::Topic': 'the mails of its subscription are paid for',
  'AWS::SNS::TopicPolicy': RIGHTS,
  'AWS::SQS::QueuePolicy': RIGHTS,
  'Custom::PageFiles': 'a deploy calls the function `PublishPage`, which is paid for',
  'AWS::StepFunctions::StateMachine':
    'three steps for an event of the service, which comes every six hours, or each minute while Spot lacks; 4,000 a month are free',
};
