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
import { MailDomain } from './mail-domain.ts';
import type { WorkQueue } from './work-queue.ts';

/** The events that SES reports of a mail. Not opens and clicks: they need a pixel and rewritten links. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** The address or domain that mails come from, and the events that SES reports of each mail. */
export class MailSender extends Construct {
  /** `Name <address>`, as in the mail's header */
  readonly from: string;
  /** whom a push service may write to */
  readonly contact: string;
  /** empty: replies go to the sender */
  readonly replyTo: string;
  readonly configurationSet: ConfigurationSet;
  /** outputs of the stack */
  readonly dnsRecords: Readonly<Record<string, string>>;
  readonly #address: string;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const { senderAddress, replyTo = '' } = config;
    this.from = `Pricebell <${senderAddress}>`;
    this.replyTo = replyTo;
    this.contact = `mailto:${senderAddress}`;
    this.#address = senderAddress;
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.dnsRecords = this.#addIdentity(config);
    if (senderAddress === PLACEHOLDER_SENDER) {
      Annotations.of(this).addWarningV2(
        'pricebell:sender',
        `Mails can't leave from ${senderAddress}: deploy with -c senderAddress=<an address that you can open>`,
      );
    }
  }

  /** A domain's identity stands for each address of it: an identity of the address would have settings of its own. */
  #addIdentity({ senderAddress, senderDomain, mailFromDomain, region, hostedZoneId }: Config): Record<string, string> {
    const { configurationSet } = this;
    if (!senderDomain || !mailFromDomain) {
      // the configuration set reports bounces and complaints
      new EmailIdentity(this, 'Identity', { identity: Identity.email(senderAddress), feedbackForwarding: false });
      return {};
    }
    const props = { domain: senderDomain, mailFromDomain, region, hostedZoneId, configurationSet };
    return { ...new MailDomain(this, 'Domain', props).outputs };
  }

  /**
   * Sends the events of each mail to the queue, through the account's default event bus: SES can use no other. An event that the
   * bus can't deliver within a day goes to the queue's dead letters.
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
   * Send mail from this address only, with this configuration set. The grant names every identity: in the SES sandbox, SES checks
   * the recipient's identity too.
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
