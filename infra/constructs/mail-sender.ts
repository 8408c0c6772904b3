import { Annotations, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { type Config, PLACEHOLDER_SENDER } from '../config.ts';

/** The address that mails come from. */
export class MailSender extends Construct {
  /** `Name <address>`, as it stands in the mail */
  readonly from: string;
  readonly #address: string;

  constructor(scope: Construct, id: string, { senderAddress }: Config) {
    super(scope, id);
    this.from = `Pricebell <${senderAddress}>`;
    this.#address = senderAddress;
    new EmailIdentity(this, 'Identity', { identity: Identity.email(senderAddress) });
    if (senderAddress === PLACEHOLDER_SENDER) {
      Annotations.of(this).addWarningV2(
        'pricebell:sender',
        `Mails can't leave from ${senderAddress}: deploy with -c senderAddress=<an address that you can open>`,
      );
    }
  }

  /**
   * From this address only. The resource can't be narrowed to it: in the SES sandbox a send is checked against the
   * recipient's identity too.
   */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })],
        conditions: { StringEquals: { 'ses:FromAddress': this.#address } },
      }),
    );
  }
}
