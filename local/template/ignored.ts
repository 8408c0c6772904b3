import { isJsonObject, type Json } from '../json.ts';
import type { TemplateResource } from './assembly.ts';

/**
 * Resources and properties that the local interpreter leaves out, each with the reason. Anything else that it does not know fails the
 * start: a stack that runs only half as written would prove nothing.
 */
export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'every local process has the rights of the person who started it',
  'AWS::IAM::Policy': 'every local process has the rights of the person who started it',
  'AWS::Lambda::EventInvokeConfig': 'no call of a schedule is made again here',
  'AWS::Lambda::Permission': 'every local process has the rights of the person who started it',
  'AWS::SQS::QueuePolicy': 'every local process has the rights of the person who started it',
  'AWS::Logs::LogGroup': 'logs are files in the data folder',
  'AWS::Logs::MetricFilter': 'there is no access log here, and nobody is on call for a laptop',
  'AWS::Budgets::Budget': 'nothing costs money here',
  'AWS::Logs::QueryDefinition': 'logs are files in the data folder',
  'AWS::EC2::VPC': 'everything runs on the loopback interface',
  'AWS::EC2::Subnet': 'everything runs on the loopback interface',
  'AWS::EC2::RouteTable': 'everything runs on the loopback interface',
  'AWS::EC2::SubnetRouteTableAssociation': 'everything runs on the loopback interface',
  'AWS::EC2::Route': 'everything runs on the loopback interface',
  'AWS::EC2::InternetGateway': 'everything runs on the loopback interface',
  'AWS::EC2::VPCGatewayAttachment': 'everything runs on the loopback interface',
  'AWS::EC2::VPCEndpoint': 'everything runs on the loopback interface',
  'AWS::StepFunctions::StateMachine': 'it runs the task on demand while there is no Spot capacity',
  'AWS::EC2::SecurityGroup': 'everything runs on the loopback interface',
  'AWS::ECS::ClusterCapacityProviderAssociations': 'the task is a process of this machine',
  'AWS::ECS::Cluster': 'the task is a process of this machine',
  'AWS::Cognito::UserPoolGroup': 'the groups of a person are given with the token (`npm run token -- … --admin`)',
  'AWS::Cognito::UserPoolDomain': 'the local issuer has its own address',
  'AWS::CDK::Metadata': 'it only counts CDK users',
  'AWS::CloudWatch::Dashboard': 'nobody is on call for a laptop',
  'AWS::CloudWatch::Alarm': 'nobody is on call for a laptop',
  'AWS::Route53::RecordSet': 'there is no name server here, and the local SES asks for no proof of a domain',
  'AWS::SES::ConfigurationSetEventDestination': 'the local SES reports nothing: every mail is in the inbox at once',
  'AWS::SNS::Topic': 'nobody is on call for a laptop',
  'AWS::SNS::TopicPolicy': 'nobody is on call for a laptop',
  'AWS::SNS::Subscription': 'nobody is on call for a laptop',
};

/** Why a resource is left out; null when it is made, or not known. */
export function ignoredBecause({ Type, Properties }: Pick<TemplateResource, 'Type' | 'Properties'>): string | null {
  if (Type === 'AWS::Events::Rule') return Properties.ScheduleExpression === undefined ? NO_EVENTS : null;
  return IGNORED_TYPES[Type] ?? null;
}

const NO_EVENTS =
  'there is no event bus here; what its rules call is, and tests put events into it. Rules with a schedule are made';
const NOT_ON_A_LAPTOP = 'protects data in an account; local data is removed by `npm run reset`';
const SIGN_IN = 'describes the sign-in of people, which the local issuer does its own way';

/**
 * By type, then by property. `List[].Name` is a property of every element of a list. A property that is neither here nor in the
 * type's schema is an error.
 */
export const IGNORED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::DynamoDB::Table': {
    BillingMode: 'nothing is billed',
    ProvisionedThroughput: 'DynamoDB Local refuses nothing for lack of capacity',
    DeletionProtectionEnabled: NOT_ON_A_LAPTOP,
    PointInTimeRecoverySpecification: NOT_ON_A_LAPTOP,
    SSESpecification: NOT_ON_A_LAPTOP,
    TimeToLiveSpecification: 'DynamoDB Local never expires items; readers filter by time, as they must on AWS',
    Tags: 'nothing reads them',
  },
  'AWS::Kinesis::Stream': {
    RetentionPeriodHours: 'at a start, a stream that was read to its end is made again',
    StreamEncryption: NOT_ON_A_LAPTOP,
    StreamModeDetails: 'the number of shards is what counts',
    Tags: 'nothing reads them',
  },
  'AWS::SQS::Queue': { SqsManagedSseEnabled: NOT_ON_A_LAPTOP, Tags: 'nothing reads them' },
  'AWS::SES::EmailIdentity': {
    ConfigurationSetAttributes: 'the function names its configuration set',
    DkimAttributes: 'mails stay on this machine',
    DkimSigningAttributes: 'mails stay on this machine',
    FeedbackAttributes: 'no mail bounces here',
    MailFromAttributes: 'mails stay on this machine',
  },
  'AWS::SES::ConfigurationSet': {
    ReputationOptions: 'no mail bounces here',
    SuppressionOptions: 'no mail bounces here',
  },
  'AWS::Lambda::Function': {
    Architectures: 'bundles are JavaScript',
    Description: 'nothing reads it',
    LoggingConfig: 'logs are files in the data folder',
    RecursiveLoop: 'nothing here looks for loops',
    Role: IGNORED_TYPES['AWS::IAM::Role'] ?? '',
    Runtime: 'the Node that runs this',
    Tags: 'nothing reads them',
    TracingConfig: 'there is no tracer here',
  },
  'AWS::Events::Rule': { Description: 'nothing reads it', Tags: 'nothing reads them' },
  'AWS::Lambda::EventSourceMapping': { Tags: 'nothing reads them' },
  'AWS::ApiGatewayV2::Api': { Name: 'nothing reads it', Description: 'nothing reads it', Tags: 'nothing reads them' },
  'AWS::ApiGatewayV2::Stage': {
    AccessLogSettings: 'nobody reads access logs of a laptop',
    AutoDeploy: 'the template is what runs',
    Tags: 'nothing reads them',
  },
  'AWS::ApiGatewayV2::Authorizer': { Name: 'nothing reads it' },
  'AWS::Cognito::UserPool': {
    AccountRecoverySetting: SIGN_IN,
    AdminCreateUserConfig: SIGN_IN,
    AutoVerifiedAttributes: SIGN_IN,
    DeletionProtection: NOT_ON_A_LAPTOP,
    EmailVerificationMessage: SIGN_IN,
    EmailVerificationSubject: SIGN_IN,
    Policies: SIGN_IN,
    Schema: SIGN_IN,
    SmsVerificationMessage: SIGN_IN,
    UserPoolTags: 'nothing reads them',
    UsernameAttributes: SIGN_IN,
    UsernameConfiguration: SIGN_IN,
    VerificationMessageTemplate: SIGN_IN,
  },
  'AWS::Cognito::UserPoolClient': {
    AllowedOAuthFlows: SIGN_IN,
    AllowedOAuthFlowsUserPoolClient: SIGN_IN,
    AllowedOAuthScopes: SIGN_IN,
    CallbackURLs: SIGN_IN,
    ExplicitAuthFlows: SIGN_IN,
    GenerateSecret: SIGN_IN,
    IdTokenValidity: 'a local token lasts as long as `npm run token` says',
    LogoutURLs: SIGN_IN,
    PreventUserExistenceErrors: SIGN_IN,
    SupportedIdentityProviders: SIGN_IN,
    TokenValidityUnits: 'a local token lasts as long as `npm run token` says',
    UserPoolId: 'there is one local issuer',
  },
  'AWS::ECS::TaskDefinition': {
    'ContainerDefinitions[].DependsOn': 'the bundle is on this machine already',
    'ContainerDefinitions[].Essential': 'the task is its one program',
    'ContainerDefinitions[].HealthCheck':
      'its command is for the shell of the image, and a laptop that slept would look like a task that hangs',
    'ContainerDefinitions[].Image': 'the Node that runs this',
    'ContainerDefinitions[].LogConfiguration': 'logs are files in the data folder',
    'ContainerDefinitions[].MountPoints': 'the bundle is run where it lies',
    'ContainerDefinitions[].StopTimeout': 'the start script has its own limit for stopping',
    Cpu: 'the process takes what it needs',
    ExecutionRoleArn: IGNORED_TYPES['AWS::IAM::Role'] ?? '',
    Family: 'nothing reads it',
    Memory: 'the process takes what it needs',
    NetworkMode: IGNORED_TYPES['AWS::EC2::VPC'] ?? '',
    RequiresCompatibilities: IGNORED_TYPES['AWS::ECS::Cluster'] ?? '',
    RuntimePlatform: 'the Node that runs this',
    Tags: 'nothing reads them',
    TaskRoleArn: IGNORED_TYPES['AWS::IAM::Role'] ?? '',
    Volumes: 'the bundle is run where it lies',
  },
  'AWS::ECS::Service': {
    AvailabilityZoneRebalancing: 'there is one machine',
    Cluster: IGNORED_TYPES['AWS::ECS::Cluster'] ?? '',
    DeploymentConfiguration: 'a local process is stopped before the next one starts',
    DeploymentController: 'a local process is stopped before the next one starts',
    EnableECSManagedTags: 'nothing reads them',
    CapacityProviderStrategy: IGNORED_TYPES['AWS::ECS::Cluster'] ?? '',
    NetworkConfiguration: IGNORED_TYPES['AWS::EC2::VPC'] ?? '',
    PropagateTags: 'nothing reads them',
    Tags: 'nothing reads them',
  },
};

type Properties = Readonly<Record<string, Json>>;

/** The properties without the ignored ones. Removed before anything is resolved: they may refer to ignored resources. */
export function dropIgnored(type: string, properties: Properties): Properties {
  const paths = Object.keys(IGNORED_PROPERTIES[type] ?? {});
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !paths.includes(name))
      .map(([name, value]) => [name, dropFromElements(value, namesUnder(paths, `${name}[].`))]),
  );
}

function namesUnder(paths: readonly string[], prefix: string): string[] {
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

function dropFromElements(value: Json, names: readonly string[]): Json {
  if (names.length === 0 || !Array.isArray(value)) return value;
  return value.map((element: Json) =>
    isJsonObject(element)
      ? Object.fromEntries(Object.entries(element).filter(([name]) => !names.includes(name)))
      : element,
  );
}
