import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import type { Config } from '../config.ts';
import { type Finding, ok, stop } from './finding.ts';
import { describeStack, isUsable } from './own-stack.ts';

const ABOUT = 'bootstrap';
const BOOTSTRAP_STACK = 'CDKToolkit';
/** The version that CDK's default synthesizer needs. */
const MIN_BOOTSTRAP_VERSION = 6;

/** `cdk bootstrap` makes the bucket and the roles that a deploy uses. */
export async function checkBootstrap(client: CloudFormationClient, account: string, config: Config): Promise<Finding> {
  const command = `\`npx cdk bootstrap aws://${account}/${config.region}\``;
  const stack = await describeStack(client, BOOTSTRAP_STACK);
  if (!stack) return stop(ABOUT, `CDK has not been prepared here. Run ${command} once.`);
  if (!isUsable(stack)) {
    return stop(
      ABOUT,
      `The stack ${BOOTSTRAP_STACK} is in ${stack.StackStatus}. Delete it in the console, then run ${command}.`,
    );
  }
  const version = Number(stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue ?? 0);
  if (version < MIN_BOOTSTRAP_VERSION) {
    return stop(
      ABOUT,
      `CDK was prepared here by an older version (${version}, ${MIN_BOOTSTRAP_VERSION} is needed). Run ${command} again.`,
    );
  }
  return (
    checkKey(ownKeyOf(stack, account, config.region), config) ?? ok(ABOUT, `CDK is prepared here (version ${version}).`)
  );
}

/**
 * The key that was given as `--bootstrap-kms-key-id`. The policy of a key that CDK makes itself lets everybody in the account read
 * the bucket; that of another key need not.
 */
function ownKeyOf({ Parameters = [] }: Stack, account: string, region: string): string | undefined {
  const given = Parameters.find(({ ParameterKey }) => ParameterKey === 'FileAssetsBucketKmsKeyId')?.ParameterValue;
  if (!given || given === 'AWS_MANAGED_KEY') return undefined;
  return given.startsWith('arn:') ? given : `arn:aws:kms:${region}:${account}:key/${given}`;
}

/** The ingest task fetches its bundle from the bucket, and needs the key for that. */
function checkKey(key: string | undefined, { bootstrapKmsKeyArn }: Config): Finding | undefined {
  if (key === bootstrapKmsKeyArn) return undefined;
  if (key === undefined) {
    return stop(ABOUT, `CDK's bucket is not encrypted with ${bootstrapKmsKeyArn}. Deploy without bootstrapKmsKeyArn.`);
  }
  return stop(
    ABOUT,
    `CDK's bucket is encrypted with a key of yours, and the ingest task could not read its program. Deploy with -c bootstrapKmsKeyArn=${key}.`,
  );
}
