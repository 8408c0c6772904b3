import { Annotations, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { type Config, PLACEHOLDER_SENDER } from '../config.ts';
import type { WorkQueue } from './work-queue.ts';

/** What is told of a mail. Not opens and clicks: they would need a pixel, and links that lead elsewhere first. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** The address that mails come from, and the word that comes back of each. */
export class MailSender extends Construct {
  /** `Name <address>`, as it stands in the mail */
  readonly from: string;
  /** empty: answers go to the sender */
  readonly replyTo: string;
  readonly configurationSet: ConfigurationSet;
  readonly #address: string;

  constructor(scope: Construct, id: string, { senderAddress, replyTo = '' }: Config) {
    super(scope, id);
    this.from = `Pricebell <${senderAddress}>`;
    this.replyTo = replyTo;
    this.#address = senderAddress;
    new EmailIdentity(this, 'Identity', { identity: Identity.email(senderAddress) });
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    if (senderAddress === PLACEHOLDER_SENDER) {
      Annotations.of(this).addWarningV2(
        'pricebell:sender',
        `Mails can't leave from ${senderAddress}: deploy with -c senderAddress=<an address that you can open>`,
      );
    }
  }

  /**
   * Puts the events of each mail into the queue, by the account's default bus, which SES alone can write its events to.
   * What the bus can't put there for a day goes to the queue's dead letters.
   */
  reportTo({ queue, deadLetters }: WorkQueue): void {
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'Bus', 'default')),
      events: EVENTS,
    });
    new Rule(this, 'Reports', {
      description: 'Events of the mails that Pricebell sends',
      eventPattern: {
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSet.configurationSetName] } } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
  }

  /**
   * From this address only, with this configuration set. The identity can't be narrowed to it: in the SES sandbox a send is
   * checked against the recipient's identity too.
   */
  grantSend(grantee: IGrantable): void {
    const ses = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [ses('identity', '*'), ses('configuration-set', this.configurationSet.configurationSetName)],
        conditions: { StringEquals: { 'ses:FromAddress': this.#address } },
      }),
    );
  }
}
