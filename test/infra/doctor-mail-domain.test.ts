import {
  GetIdentityMailFromDomainAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  ListIdentitiesCommand,
} from '@aws-sdk/client-ses';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../infra/config.ts';
import { withDeployedSender } from '../../infra/doctor/check-mail.ts';
import { checkMailDomain } from '../../infra/doctor/check-mail-domain.ts';
import { type Dns, readDmarcPolicy } from '../../infra/doctor/dns.ts';
import { clients, domainIs, finding, refused, resetAccount, ses, stackHas } from './doctor-account.ts';

const DOMAIN = { senderDomain: 'pricebell.dev' };
const TOKENS = ['one', 'two', 'three'];

interface Records {
  readonly cname?: Readonly<Record<string, string>>;
  readonly mx?: Readonly<Record<string, readonly string[]>>;
  readonly txt?: Readonly<Record<string, readonly string[]>>;
}

const ALL_RECORDS = {
  cname: Object.fromEntries(TOKENS.map((it) => [`${it}._domainkey.pricebell.dev`, `${it}.dkim.amazonses.com`])),
  mx: { 'mail.pricebell.dev': ['feedback-smtp.eu-west-1.amazonses.com'] },
  txt: {
    'mail.pricebell.dev': ['v=spf1 include:amazonses.com ~all'],
    '_dmarc.pricebell.dev': ['v=DMARC1; p=none'],
  },
};

/** A name server with these records alone. */
function dnsWith({ cname = {}, mx = {}, txt = {} }: Records): Dns {
  const missing = (code: string) => Object.assign(new Error(`query ${code}`), { code });
  const orMissing = async <Found>(found: Found[] | undefined) => {
    if (!found) throw missing('ENOTFOUND');
    if (found.length === 0) throw missing('ENODATA');
    return found;
  };
  return {
    resolveCname: async (name) => orMissing(cname[name] === undefined ? undefined : [cname[name]]),
    resolveMx: async (name) => orMissing(mx[name]?.map((exchange) => ({ exchange, priority: 10 }))),
    // a long text comes in parts
    resolveTxt: async (name) => orMissing(txt[name]?.map((text) => [text.slice(0, 5), text.slice(5)])),
  };
}

async function check(settings: Record<string, string>, records: Records = {}) {
  return checkMailDomain({ ses: clients.ses, dns: dnsWith(records) }, parseSettings(settings));
}

function mailFromIs(MailFromDomainStatus: 'Success' | 'Pending' | 'Failed'): void {
  const known = { MailFromDomain: 'mail.pricebell.dev', MailFromDomainStatus, BehaviorOnMXFailure: 'UseDefaultValue' };
  ses
    .on(GetIdentityMailFromDomainAttributesCommand)
    .resolves({ MailFromDomainAttributes: { 'pricebell.dev': { ...known, BehaviorOnMXFailure: 'UseDefaultValue' } } });
}

beforeEach(() => {
  resetAccount();
  domainIs('Success', TOKENS);
  mailFromIs('Success');
});

describe('a sender domain', () => {
  it('whose records are all there is fine', async () => {
    const text = 'Mails are signed for pricebell.dev, and bounce to mail.pricebell.dev.';
    expect(await check(DOMAIN, ALL_RECORDS)).toEqual({ level: 'ok', about: 'mail domain', text });
  });

  it.each<[string, Records, RegExp[]]>([
    [
      'nothing',
      {},
      [
        /no CNAME one\._domainkey\.pricebell\.dev to one\.dkim\.amazonses\.com; .*two\._domainkey.*three\._domainkey/,
        /mail\.pricebell\.dev needs one MX record, 10 feedback-smtp\.eu-west-1\.amazonses\.com/,
        /mail\.pricebell\.dev has no TXT record "v=spf1 include:amazonses\.com ~all"/,
        /TXT _dmarc\.pricebell\.dev "v=DMARC1; p=none"/,
      ],
    ],
    [
      'the key of another domain',
      { ...ALL_RECORDS, cname: { ...ALL_RECORDS.cname, 'two._domainkey.pricebell.dev': 'four.dkim.amazonses.com' } },
      [/spam: DNS has no CNAME two\._domainkey\.pricebell\.dev to two\.dkim\.amazonses\.com\.$/],
    ],
    [
      'the mail server of another region',
      { ...ALL_RECORDS, mx: { 'mail.pricebell.dev': ['feedback-smtp.us-east-1.amazonses.com'] } },
      [/spam: mail\.pricebell\.dev needs one MX record/],
    ],
    [
      'a second mail server',
      { ...ALL_RECORDS, mx: { 'mail.pricebell.dev': [...ALL_RECORDS.mx['mail.pricebell.dev'], 'mx.pricebell.dev'] } },
      [/needs one MX record/],
    ],
    [
      'an SPF record without SES',
      { ...ALL_RECORDS, txt: { ...ALL_RECORDS.txt, 'mail.pricebell.dev': ['v=spf1 include:example.com -all'] } },
      [/has no TXT record "v=spf1 include:amazonses\.com ~all"\.$/],
    ],
  ])('with %s in DNS is named with each record that is missing', async (_, records, texts) => {
    const found = await check(DOMAIN, records);
    expect(found.level).toBe('note');
    for (const text of texts) expect(found.text).toMatch(text);
  });

  it('that SES has not looked up yet, or does not know, is not ready', async () => {
    domainIs('Pending', TOKENS);
    mailFromIs('Failed');
    const text = expect.stringMatching(
      /not seen the keys yet \(Pending\); SES does not use mail\.pricebell\.dev yet \(Failed\)/,
    );
    expect(await check(DOMAIN, ALL_RECORDS)).toMatchObject({ level: 'note', text });
    domainIs(null);
    expect(await check(DOMAIN)).toMatchObject({ level: 'note', text: expect.stringContaining('after the deploy') });
  });

  it('says so when no name server answers, and when SES may not be asked', async () => {
    const silent = () => Promise.reject(Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' }));
    const dns: Dns = { resolveCname: silent, resolveMx: silent, resolveTxt: silent };
    const found = await checkMailDomain({ ses: clients.ses, dns }, parseSettings(DOMAIN));
    expect(found).toMatchObject({ level: 'note', text: expect.stringContaining('(queryTxt ETIMEOUT)') });
    ses.on(GetIdentityMailFromDomainAttributesCommand).rejects(refused('AccessDenied'));
    expect(await finding('mail domain', { ...DOMAIN, senderAddress: 'bell@pricebell.dev' })).toMatchObject({
      level: 'note',
      text: expect.stringContaining('AccessDenied'),
    });
  });
});

describe('an address without a domain', () => {
  it.each(['bell@gmail.com', 'bell@GMX.de', 'bell@proton.me'])(
    'of a provider (%s) can not be signed for',
    async (it) => {
      const text = expect.stringMatching(
        /Only its provider can sign .* go to spam, or are refused\. With -c senderDomain=/,
      );
      expect(await check({ senderAddress: it })).toEqual({ level: 'note', about: 'mail domain', text });
    },
  );

  it('is signed for its domain when SES knows that', async () => {
    expect(await check({ senderAddress: 'bell@pricebell.dev' })).toMatchObject({ level: 'ok' });
  });

  it.each([
    ['p=reject', /asks mailboxes to refuse what is not signed/],
    ['p=quarantine; pct=100', /asks mailboxes to put among spam what is not signed/],
    ['p=none', /large mailboxes may put them among spam/],
  ])('meets what its domain asks of mailboxes: %s', async (policy, text) => {
    domainIs('Pending', TOKENS);
    const txt = { '_dmarc.pricebell.dev': [`v=DMARC1; ${policy}`] };
    const found = await check({ senderAddress: 'bell@pricebell.dev' }, { txt });
    expect(found).toMatchObject({ level: 'note', text: expect.stringMatching(text) });
    expect(found.text).toContain('-c senderDomain=');
  });
});

describe('a DMARC policy', () => {
  it.each<[string, Record<string, string[]>, string | null]>([
    ['of the domain itself', { '_dmarc.a.b.dev': ['v=DMARC1; p=reject; sp=none'] }, 'reject'],
    ['of a domain above, for those below it', { '_dmarc.b.dev': ['v=DMARC1;p=none;sp=Quarantine'] }, 'quarantine'],
    ['of a domain above, for all', { '_dmarc.b.dev': ['v=DMARC1; p = reject'] }, 'reject'],
    ['that is no policy', { '_dmarc.a.b.dev': ['v=DMARC1; p=perhaps'] }, 'none'],
    ['twice is none of its own', { '_dmarc.a.b.dev': ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] }, null],
    ['among other texts', { '_dmarc.a.b.dev': ['hello', 'v=DMARC1; p=reject'] }, 'reject'],
    ['nowhere', { '_dmarc.a.b.dev': [] }, null],
    ['of a top-level domain alone does not count', { '_dmarc.dev': ['v=DMARC1; p=reject'] }, null],
  ])('%s', async (_, txt, policy) => {
    expect(await readDmarcPolicy(dnsWith({ txt }), 'a.b.dev')).toBe(policy);
  });
});

describe('the identity of a domain', () => {
  const domainIsKnown = (VerificationStatus: 'Success' | 'Pending') => {
    ses.on(ListIdentitiesCommand, { IdentityType: 'EmailAddress' }).resolves({ Identities: [] });
    ses.on(ListIdentitiesCommand, { IdentityType: 'Domain' }).resolves({ Identities: ['pricebell.dev'] });
    ses
      .on(GetIdentityVerificationAttributesCommand)
      .resolves({ VerificationAttributes: { 'pricebell.dev': { VerificationStatus } } });
  };
  const settings = { ...DOMAIN, senderAddress: 'bell@pricebell.dev' };

  it('is made by the deploy, which prints or writes its records', async () => {
    ses.on(ListIdentitiesCommand).resolves({ Identities: [] });
    const printed = expect.stringMatching(/prints the DNS records .*\(DnsRecord1 .*no alert is mailed before/);
    expect(await finding('sender', settings)).toMatchObject({ level: 'note', text: printed });
    const written = expect.stringContaining('to the hosted zone Z0123456789ABC');
    expect(await finding('sender', { ...settings, hostedZoneId: 'Z0123456789ABC' })).toMatchObject({ text: written });
  });

  it('that is there already, from elsewhere, fails the deploy, and is of use without the setting', async () => {
    domainIsKnown('Success');
    const text = expect.stringMatching(/knows pricebell\.dev already.*Leave -c senderDomain out/);
    expect(await finding('sender', settings)).toMatchObject({ level: 'stop', text });
  });

  it('of the stack lets mails leave once SES has seen its records', async () => {
    stackHas({ 'AWS::SES::EmailIdentity': ['pricebell.dev'] });
    domainIsKnown('Pending');
    const text = expect.stringMatching(/not seen the DNS records .*Pending.* wait for 48 hours/);
    expect(await finding('sender', settings)).toMatchObject({ level: 'note', text });
    domainIsKnown('Success');
    expect(await finding('sender', settings)).toMatchObject({ level: 'ok' });
  });

  it('is looked at after a deploy as it was deployed, whatever the settings say', () => {
    const config = parseSettings(settings);
    expect(withDeployedSender(config, 'a@b.dev')).toMatchObject({ senderAddress: 'a@b.dev', senderDomain: undefined });
    expect(withDeployedSender(config, 'b.dev')).toMatchObject({
      senderAddress: 'alerts@b.dev',
      senderDomain: 'b.dev',
      mailFromDomain: 'mail.b.dev',
    });
    expect(withDeployedSender(config, 'pricebell.dev')).toBe(config);
    expect(withDeployedSender(config, undefined)).toBe(config);
  });
});
