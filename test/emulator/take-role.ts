import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT_ID, awsClient, type Credentials, type Emulator } from './emulator.ts';

const TRUST_THE_ACCOUNT = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT_ID } }],
};

/**
 * Gets credentials of a role that only an AWS service may assume. Changes the role's trust for that, not its permissions.
 */
export async function takeRole(emulator: Emulator, roleArn: string): Promise<Credentials> {
  const RoleName = roleArn.split('/').at(-1) ?? '';
  const trust = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(TRUST_THE_ACCOUNT) });
  await awsClient(IAMClient, emulator).send(trust);
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'emulator-run' });
  const { Credentials: given } = await awsClient(STSClient, emulator).send(assume);
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken)
    throw new Error(`no credentials: ${roleArn}`);
  return {
    AWS_ACCESS_KEY_ID: given.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: given.SecretAccessKey,
    AWS_SESSION_TOKEN: given.SessionToken,
  };
}
