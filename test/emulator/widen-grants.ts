import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { awsClient, type Emulator } from './emulator.ts';

/** MiniStack reads neither resource nor sender address from these calls, and refuses them unless they are granted on `*`. */
const UNCHECKED_ACTIONS = /^(dynamodb:(DescribeStream|GetRecords|GetShardIterator)|ses:Send\w+)$/;

const listSchema = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.object({ Statement: z.array(z.object({ Action: listSchema })) });

/** Grants the role those of these actions that it has on any resource. A role without them gets none. */
export async function widenGrants(emulator: Emulator, roleName: string): Promise<void> {
  const iam = awsClient(IAMClient, emulator);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  const policies = await Promise.all(
    PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName }))),
  );
  const actions = policies
    .flatMap(({ PolicyDocument = '' }) => policySchema.parse(JSON.parse(decodeURIComponent(PolicyDocument))).Statement)
    .flatMap(({ Action }) => Action.filter((action) => UNCHECKED_ACTIONS.test(action)));
  if (actions.length === 0) return;
  const widened = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'not-judged-by-the-emulator',
      PolicyDocument: JSON.stringify(widened),
    }),
  );
}
