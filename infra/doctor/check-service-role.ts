import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { type Finding, ok, stop } from './finding.ts';

const ABOUT = 'ecs role';
const ROLE = 'AWSServiceRoleForECS';

/**
 * ECS acts in an account through a role that a new account lacks. ECS makes it when the first cluster is made, and often can't use it
 * in time, so that the first deploy fails. Fargate Spot needs no other role; those that API Gateway's access log and Lambda's mappings
 * use are made by AWS in time.
 */
export async function checkServiceRole(iam: IAMClient): Promise<Finding> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: ROLE }));
    return ok(ABOUT, `ECS has its role in this account (${ROLE}).`);
  } catch (error) {
    if (!(error instanceof Error) || !/^NoSuchEntity/.test(error.name)) throw error;
    return stop(
      ABOUT,
      `ECS has no role in this account yet (${ROLE}), and a first deploy without it often fails. Run \`aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com\` once.`,
    );
  }
}
