import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

type Conditions = Record<string, Record<string, unknown>>;

/** Allows exactly these actions on exactly these resources. The grant methods of CDK's own constructs allow more. */
export function allow(grantee: IGrantable, actions: string[], resourceArns: string[], conditions?: Conditions): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns, ...(conditions && { conditions }) }).assertSuccess();
}
