import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

type Conditions = Record<string, Record<string, unknown>>;

/** Exactly these actions on exactly these resources; the grant methods of CDK's own constructs give more than is used. */
export function allow(grantee: IGrantable, actions: string[], resourceArns: string[], conditions?: Conditions): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns, ...(conditions && { conditions }) }).assertSuccess();
}
