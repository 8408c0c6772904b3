import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { type Config, STACK_NAME } from '../config.ts';
import { type Finding, ok, stop } from './finding.ts';

const BOOTSTRAP_STACK = 'CDKToolkit';
/** The version that CDK's default synthesizer needs. */
const MIN_BOOTSTRAP_VERSION = 6;

/** `cdk bootstrap` makes the bucket and the roles that a deploy uses. */
export async function checkBootstrap(client: CloudFormationClient, place: string): Promise<Finding> {
  const about = 'bootstrap';
  const command = `\`npx cdk bootstrap ${place}\``;
  const stack = await describeStack(client, BOOTSTRAP_STACK);
  if (!stack) return stop(about, `CDK has not been prepared here. Run ${command} once.`);
  if (!isUsable(stack)) {
    return stop(
      about,
      `The stack ${BOOTSTRAP_STACK} is in ${stack.StackStatus}. Delete it in the console, then run ${command}.`,
    );
  }
  const version = Number(stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue ?? 0);
  if (version < MIN_BOOTSTRAP_VERSION) {
    return stop(
      about,
      `CDK was prepared here by an older version (${version}, ${MIN_BOOTSTRAP_VERSION} is needed). Run ${command} again.`,
    );
  }
  return ok(about, `CDK is prepared here (version ${version}).`);
}

export interface OwnStack {
  readonly finding: Finding;
  /** the e-mail address of the identity that the stack created */
  readonly sender: string | null;
}

/** Checks the stack of an earlier deploy. */
export async function checkOwnStack(client: CloudFormationClient, { region }: Config): Promise<OwnStack> {
  const about = 'stack';
  const stack = await describeStack(client, STACK_NAME);
  if (!stack)
    return { finding: ok(about, `There is no ${STACK_NAME} in ${region} yet: a deploy makes it.`), sender: null };
  const sender = await senderOf(client);
  return { finding: judge(about, stack), sender };
}

function judge(about: string, stack: Stack): Finding {
  const status = stack.StackStatus ?? 'UNKNOWN';
  if (isUsable(stack)) return ok(about, `${STACK_NAME} is there (${status}): a deploy updates it.`);
  if (status.endsWith('_IN_PROGRESS'))
    return stop(about, `${STACK_NAME} is changing (${status}). Wait until it is done.`);
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return stop(
      about,
      `${STACK_NAME} could not go back (${status}). Run \`npx cdk rollback\`; the events in the console name the cause.`,
    );
  }
  return stop(
    about,
    `A deploy of ${STACK_NAME} has failed (${status}). The events in the console name the cause; run \`npx cdk destroy\`, then deploy again.`,
  );
}

const USABLE: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
];

function isUsable({ StackStatus }: Stack): boolean {
  return StackStatus !== undefined && USABLE.includes(StackStatus);
}

async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | null> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0] ?? null;
  } catch (error) {
    // CloudFormation has no error code of its own for a missing stack
    if (error instanceof Error && /does not exist/.test(error.message)) return null;
    throw error;
  }
}

async function senderOf(client: CloudFormationClient): Promise<string | null> {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: STACK_NAME }));
  const identity = StackResources.find(({ ResourceType }) => ResourceType === 'AWS::SES::EmailIdentity');
  return identity?.PhysicalResourceId ?? null;
}
