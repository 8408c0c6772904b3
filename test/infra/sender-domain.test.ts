import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../infra/config.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const DOMAIN = { senderDomain: 'pricebell.dev' };
const ZONE = { ...DOMAIN, hostedZoneId: 'Z0123456789ABC' };
const DKIM = [1, 2, 3].map((number) => ({
  name: `MailDomainIdentity.DkimDNSTokenName${number}`,
  value: `MailDomainIdentity.DkimDNSTokenValue${number}`,
}));

function outputsOf(settings: Record<string, string>): Record<string, string> {
  const outputs = Object.entries(synthesise(settings).template.findOutputs('*'));
  const dns = outputs.filter(([name]) => name.startsWith('Dns'));
  return Object.fromEntries(dns.map(([name, { Value }]) => [name, render(Value)]));
}

describe('a sender domain', () => {
  const { template } = synthesise(DOMAIN);

  it('is one identity: with keys of 2,048 bits, a MAIL FROM domain of its own, and no feedback by mail', () => {
    const identities = Object.entries(template.findResources('AWS::SES::EmailIdentity'));
    expect(identities.map(([id]) => id)).toEqual(['MailDomainIdentity']);
    expect(identities[0]?.[1].Properties).toEqual({
      EmailIdentity: 'pricebell.dev',
      ConfigurationSetAttributes: { ConfigurationSetName: { Ref: 'MailConfigurationSet' } },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      FeedbackAttributes: { EmailForwardingEnabled: false },
      // mails leave also before SES has seen the records of this domain
      MailFromAttributes: { MailFromDomain: 'mail.pricebell.dev', BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
    });
  });

  it('is what mails come from, and no other address may be used', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ MAIL_FROM: 'Pricebell <alerts@pricebell.dev>' }) },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ses:SendRawEmail',
            Condition: { StringEquals: { 'ses:FromAddress': 'alerts@pricebell.dev' } },
          }),
        ]),
      },
    });
  });

  it('prints the records that prove whose it is', () => {
    expect(outputsOf({ ...DOMAIN, region: 'ap-northeast-1' })).toEqual({
      ...Object.fromEntries(DKIM.map(({ name, value }, index) => [`DnsRecord${index + 1}`, `${name} CNAME ${value}`])),
      DnsRecord4: 'mail.pricebell.dev MX 10 feedback-smtp.ap-northeast-1.amazonses.com',
      DnsRecord5: 'mail.pricebell.dev TXT "v=spf1 include:amazonses.com ~all"',
      DnsDmarc: '_dmarc.pricebell.dev TXT "v=DMARC1; p=none"',
    });
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  it('in a hosted zone has them written there, without the DMARC record, which may be there already', () => {
    const records = Object.values(synthesise(ZONE).template.findResources('AWS::Route53::RecordSet'));
    const written = records.map(({ Properties: { HostedZoneId, Name, Type, ResourceRecords } }) => {
      expect([HostedZoneId, ResourceRecords.length]).toEqual(['Z0123456789ABC', 1]);
      return [render(Name), Type, render(ResourceRecords[0])];
    });
    expect(written).toEqual([
      ...DKIM.map(({ name, value }) => [name, 'CNAME', value]),
      ['mail.pricebell.dev', 'MX', '10 feedback-smtp.eu-west-1.amazonses.com'],
      ['mail.pricebell.dev', 'TXT', '"v=spf1 include:amazonses.com ~all"'],
    ]);
  });

  it('leaves nothing behind, whatever the stage', () => {
    const { template: production } = synthesise({ ...ZONE, stage: 'production' });
    for (const type of ['AWS::SES::EmailIdentity', 'AWS::Route53::RecordSet']) {
      for (const resource of Object.values(production.findResources(type))) {
        expect(resource.DeletionPolicy ?? 'Delete').toBe('Delete');
      }
    }
  });
});

describe('an address without a domain', () => {
  it('keeps its identity, without feedback by mail, and prints no records', () => {
    const identities = synthesise().template.findResources('AWS::SES::EmailIdentity');
    expect(Object.keys(identities)).toEqual(['MailIdentity']);
    expect(identities.MailIdentity?.Properties).toEqual({
      EmailIdentity: REAL_SENDER.senderAddress,
      FeedbackAttributes: { EmailForwardingEnabled: false },
    });
    expect(outputsOf(REAL_SENDER)).toEqual({});
  });
});

describe('the settings of a sender', () => {
  it.each([
    [{}, 'alerts@example.com', undefined],
    [DOMAIN, 'alerts@pricebell.dev', 'mail.pricebell.dev'],
    [{ ...DOMAIN, senderAddress: 'Bell@Pricebell.dev' }, 'Bell@Pricebell.dev', 'mail.pricebell.dev'],
    [{ ...DOMAIN, mailFromDomain: 'b.pricebell.dev' }, 'alerts@pricebell.dev', 'b.pricebell.dev'],
  ])('%o: mails come from %s and bounce to %s', (given, senderAddress, mailFromDomain) => {
    expect(parseSettings(given)).toMatchObject({ senderAddress, ...(mailFromDomain && { mailFromDomain }) });
    expect(parseSettings(given).mailFromDomain).toBe(mailFromDomain);
  });

  it.each([
    [{ senderDomain: 'https://pricebell.dev' }, /senderDomain: give a domain of yours/],
    [{ senderDomain: 'Pricebell.dev' }, /in small letters/],
    [{ senderDomain: 'localhost' }, /senderDomain: give a domain/],
    [{ ...DOMAIN, senderAddress: 'bell@gmail.com' }, /senderAddress: give an address of senderDomain/],
    [{ ...DOMAIN, senderAddress: 'bell@mail.pricebell.dev' }, /senderAddress: give an address of senderDomain/],
    [{ ...DOMAIN, mailFromDomain: 'mail.example.com' }, /mailFromDomain: .* a subdomain of it/],
    [{ ...DOMAIN, mailFromDomain: 'pricebell.dev' }, /mailFromDomain: .* a subdomain of it/],
    [{ ...REAL_SENDER, mailFromDomain: 'mail.pricebell.dev' }, /mailFromDomain: give senderDomain/],
    [{ ...REAL_SENDER, hostedZoneId: 'Z0123456789ABC' }, /senderDomain: give the domain whose records/],
    [{ ...DOMAIN, hostedZoneId: 'pricebell.dev' }, /hostedZoneId: give the id of a hosted zone/],
  ])('%o stops synth with the field and the remedy', (given, remedy) => {
    expect(() => parseSettings(given)).toThrow(remedy);
  });
});
