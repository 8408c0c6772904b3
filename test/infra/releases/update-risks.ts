import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { Resource, StackTemplate } from './read-release.ts';

/** What is lost with a resource of this type. What is not listed can be made again while the stack runs. */
const STATE: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'its address, which clients and links in mails have',
  'AWS::Cognito::UserPool': 'the people',
  'AWS::Cognito::UserPoolClient': 'its id, which clients have',
  'AWS::Cognito::UserPoolGroup': 'its members',
  'AWS::DynamoDB::GlobalTable': 'its rows',
  'AWS::DynamoDB::Table': 'its rows',
  'AWS::KMS::Key': 'what it encrypted',
  'AWS::Kinesis::Stream': 'ticks that are not judged yet',
  'AWS::Lambda::EventSourceMapping': 'its position in a stream',
  'AWS::Logs::LogGroup': 'its lines',
  'AWS::S3::Bucket': 'its files',
  'AWS::SES::EmailIdentity': 'its verification',
  'AWS::SNS::Subscription': 'its confirmation',
  'AWS::SNS::Topic': 'the confirmations of its subscriptions',
  'AWS::SQS::Queue': 'its messages',
  'AWS::SecretsManager::Secret': 'its value',
};

/** Names of which an account has one each: under another logical id, the new one is made before the old one goes, and refused. */
const UNIQUE_NAMES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** What the services refuse to change while the resource lives, though CloudFormation's schemas call it an update. */
const FIXED_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['LocalSecondaryIndexes'],
  'AWS::Cognito::UserPool': ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'],
};

const LOSES: Partial<Record<ResourceImpact, string>> = {
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.MAY_REPLACE]: 'perhaps replaced',
  [ResourceImpact.WILL_DESTROY]: 'removed',
  [ResourceImpact.WILL_ORPHAN]: 'left behind, and used no more',
};

/**
 * What an update of the stack from one template to the other would lose or fail at: a sentence for each logical id. CDK's own library
 * knows which change of a property replaces a resource, and follows references to it.
 */
export function updateRisks(from: StackTemplate, to: StackTemplate): Record<string, string> {
  const risks: Record<string, string> = {};
  fullDiff(from, to).resources.forEachDifference((id, { changeImpact }) => {
    const before = from.Resources[id];
    const after = to.Resources[id];
    const risk = before ? riskOf(before, after, changeImpact) : nameIsTaken(after, from);
    if (risk) risks[id] = risk;
  });
  return risks;
}

function riskOf(before: Resource, after: Resource | undefined, impact: ResourceImpact): string | undefined {
  const happens = LOSES[impact];
  const lost = hasState(before) ? STATE[before.Type] : undefined;
  if (happens && lost) return `${happens}, with ${lost}`;
  if (!after) return undefined;
  return givenUp(before, after) ?? refusedChange(before, after);
}

/** A mapping of a queue has no position. */
function hasState({ Type, Properties }: Resource): boolean {
  return Type !== 'AWS::Lambda::EventSourceMapping' || Properties.StartingPosition !== undefined;
}

function givenUp(before: Resource, after: Resource): string | undefined {
  const policies = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;
  const weaker = policies.find((policy) => before[policy] === 'Retain' && after[policy] !== 'Retain');
  return weaker && `no longer kept when the stack goes (${weaker})`;
}

function refusedChange(before: Resource, after: Resource): string | undefined {
  const fixed = (FIXED_PROPERTIES[before.Type] ?? []).find(
    (name) => JSON.stringify(before.Properties[name]) !== JSON.stringify(after.Properties[name]),
  );
  if (fixed) return `refused: ${fixed} can't be changed`;
  const changes = indexChanges(before, after);
  return changes > 1 ? `refused: ${changes} global indexes are made or removed, and a deploy may do one` : undefined;
}

function indexChanges(before: Resource, after: Resource): number {
  const [was, becomes] = [indexNames(before), indexNames(after)];
  return [...was.filter((name) => !becomes.includes(name)), ...becomes.filter((name) => !was.includes(name))].length;
}

function indexNames({ Properties }: Resource): unknown[] {
  const indexes = Properties.GlobalSecondaryIndexes;
  return Array.isArray(indexes) ? indexes.map(({ IndexName }) => IndexName) : [];
}

function nameIsTaken(added: Resource | undefined, from: StackTemplate): string | undefined {
  const property = added && UNIQUE_NAMES[added.Type];
  const name = property && added.Properties[property];
  if (!property || name === undefined) return undefined;
  const taken = Object.values(from.Resources).some(
    ({ Type, Properties }) => Type === added.Type && JSON.stringify(Properties[property]) === JSON.stringify(name),
  );
  return taken ? `refused: the ${property} ${JSON.stringify(name)} is taken until the update ends` : undefined;
}
