import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import {
  type ConfigurationSet,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
  MailFromBehaviorOnMxFailure,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { type DnsRecord, mailFromRecords, suggestedDmarc } from '../mail-dns.ts';

const RECORD_TTL_S = 1_800;

export interface MailDomainProps {
  readonly domain: string;
  /** a subdomain */
  readonly mailFromDomain: string;
  readonly region: string;
  /** a hosted zone of Route 53 that the domain is in */
  readonly hostedZoneId: string | undefined;
  readonly configurationSet: ConfigurationSet;
}

/**
 * A domain that mails come from. SES signs them with keys of the domain (DKIM), and they bounce to a subdomain of it (SPF): so mailboxes
 * know that its owner sends them. SES sends nothing before it has seen the DKIM records. Without those of the MAIL FROM domain it uses one
 * of its own.
 */
export class MailDomain extends Construct {
  readonly #records: readonly DnsRecord[];
  readonly #dmarc: DnsRecord;

  constructor(scope: Construct, id: string, props: MailDomainProps) {
    super(scope, id);
    const { domain, mailFromDomain, region, hostedZoneId, configurationSet } = props;
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      configurationSet,
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      mailFromDomain,
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
      // the configuration set reports bounces and complaints
      feedbackForwarding: false,
    });
    const dkim = identity.dkimRecords.map(({ name, value }) => ({ name, type: 'CNAME' as const, value }));
    this.#records = [...dkim, ...mailFromRecords(mailFromDomain, region)];
    this.#dmarc = suggestedDmarc(domain);
    if (hostedZoneId) this.#write(hostedZoneId);
  }

  /** The outputs of the stack: what to add to DNS, `DnsRecord…` unless it was written, and `DnsDmarc`, a suggestion. */
  get outputs(): Readonly<Record<string, string>> {
    const asText = ({ name, type, value }: DnsRecord) => `${name} ${type} ${value}`;
    const numbered = this.#records.map((record, index) => [`DnsRecord${index + 1}`, asText(record)] as const);
    return { ...Object.fromEntries(numbered), DnsDmarc: asText(this.#dmarc) };
  }

  /** All but the DMARC record: the domain may have one, and a deploy can't add a second. */
  #write(hostedZoneId: string): void {
    for (const [index, { name, type, value }] of this.#records.entries()) {
      // not CDK's own record constructs: they can't take a name that is only known when the identity is there
      new CfnRecordSet(this, `Record${index + 1}`, {
        hostedZoneId,
        name,
        type,
        ttl: String(RECORD_TTL_S),
        resourceRecords: [value],
      });
    }
  }
}
