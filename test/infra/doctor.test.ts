import { DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetSendQuotaCommand, ListIdentitiesCommand } from '@aws-sdk/client-ses';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { concurrencyOf } from '../../infra/concurrency.ts';
import { parseSettings, STACK_NAME } from '../../infra/config.ts';
import { examineAccount } from '../../infra/doctor/examine-account.ts';
import { wouldFail, writeReport } from '../../infra/doctor/report.ts';
import {
  budgets,
  clients,
  cloudFormation,
  examine,
  finding,
  lambda,
  refused,
  resetAccount,
  SENDER,
  senderIs,
  ses,
  signedInAs,
  stackIs,
  sts,
} from './doctor-account.ts';

beforeEach(resetAccount);

describe('an account in which all is well', () => {
  it('gets a line for each check', async () => {
    const findings = await examine();
    expect(findings.map(({ level, about }) => `${level} ${about}`)).toEqual([
      'ok credentials',
      'ok region',
      'ok alarms',
      'ok bootstrap',
      'ok ecs role',
      'ok stack',
      'ok shards',
      'ok sender',
      'ok mail domain',
      'ok mails',
      'ok functions',
      'ok budget',
    ]);
    expect(wouldFail(findings)).toBe(false);
    const lines = writeReport(findings).split('\n');
    expect(lines).toContain(
      'ok    credentials  You act in account 123456789012 as arn:aws:iam::123456789012:user/ann.',
    );
    expect(lines.at(-2)).toBe('A deploy should succeed: npx cdk deploy with the same settings.');
  });

  it('gets the number of notes', async () => {
    senderIs('Pending');
    expect(writeReport(await examine())).toMatch(/should succeed: .* Mind the note above\.\n$/);
    expect(writeReport(await examine({}, {}).then((all) => [...all, ...all]))).toMatch(/Mind the 2 notes above\.\n$/);
  });
});

describe('credentials', () => {
  it.each([
    ['CredentialsProviderError', /There are no AWS credentials here\. Run `aws configure` or `aws sso login`/],
    ['TokenProviderError', /There are no AWS credentials here/],
    ['ExpiredTokenException', /have expired\. Sign in again/],
    ['InvalidClientTokenId', /does not take these credentials in eu-west-1 .* is the region switched on/],
    ['TimeoutError', /AWS can't be asked who you are: TimeoutError: not today\. Is there a network/],
  ])('that end in %s stop the rest, and are explained', async (name, text) => {
    sts.on(GetCallerIdentityCommand).rejects(refused(name));
    const findings = await examine();
    expect(findings[0]).toEqual({ level: 'stop', about: 'credentials', text: expect.stringMatching(text) });
    expect(findings.map(({ about }) => about)).toEqual(['credentials', 'region', 'alarms']);
    expect(wouldFail(findings)).toBe(true);
    expect(cloudFormation.calls()).toEqual([]);
  });

  it('of the root user work, but are noted', async () => {
    signedInAs('arn:aws:iam::123456789012:root');
    expect(await finding('credentials')).toMatchObject({ level: 'note', text: expect.stringContaining('root user') });
  });
});

describe('the region', () => {
  it('is that of the settings, whatever the environment says', async () => {
    const { text } = (await finding('region', { region: 'ap-northeast-1' }, { AWS_REGION: 'us-east-1' })) ?? {};
    expect(text).toMatch(/watches Binance from ap-northeast-1 .* Your environment says us-east-1; that is not used\./);
  });

  it('is one that the exchange of the settings serves', async () => {
    const { text } = (await finding('region', { exchange: 'binance-us' }, {})) ?? {};
    expect(text).toMatch(/watches Binance\.US from us-east-1 \(another: -c region=…\)\.$/);
  });
});

describe('the bootstrap', () => {
  it('is asked for, with the command, when it is missing', async () => {
    stackIs('CDKToolkit', null);
    const text = expect.stringContaining('Run `npx cdk bootstrap aws://123456789012/eu-west-1` once.');
    expect(await finding('bootstrap')).toEqual({ level: 'stop', about: 'bootstrap', text });
  });

  it('is asked for again when it is too old or has failed', async () => {
    stackIs('CDKToolkit', 'UPDATE_COMPLETE', { outputs: { BootstrapVersion: '5' } });
    expect(await finding('bootstrap')).toMatchObject({
      level: 'stop',
      text: expect.stringContaining('5, 6 is needed'),
    });
    stackIs('CDKToolkit', 'ROLLBACK_COMPLETE');
    expect(await finding('bootstrap')).toMatchObject({ level: 'stop', text: expect.stringContaining('Delete it') });
  });

  it('that may not be looked at is noted: a deploy has roles of its own', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(refused('AccessDenied'));
    const text = expect.stringContaining("can't be looked at with these credentials (AccessDenied: not today)");
    expect(await finding('bootstrap')).toEqual({ level: 'note', about: 'bootstrap', text });
    expect(await finding('stack')).toEqual({ level: 'note', about: 'stack', text });
  });
});

describe('an earlier stack', () => {
  it('in production is not made a personal one by a setting that was left out', async () => {
    stackIs(STACK_NAME, 'UPDATE_COMPLETE', { tags: { stage: 'production' } });
    const text = expect.stringContaining('Give -c stage=production');
    expect(await finding('stack')).toMatchObject({ level: 'stop', text });
    expect(await finding('stack', { stage: 'production' })).toMatchObject({ level: 'ok' });
  });

  it.each([
    [null, 'ok', /There is no Pricebell in eu-west-1 yet/],
    ['UPDATE_ROLLBACK_COMPLETE', 'ok', /a deploy updates it/],
    ['ROLLBACK_COMPLETE', 'stop', /has failed .* run `npx cdk destroy`, then deploy again/],
    ['DELETE_FAILED', 'stop', /run `npx cdk destroy`/],
    ['UPDATE_ROLLBACK_FAILED', 'stop', /Run `npx cdk rollback`/],
    ['UPDATE_IN_PROGRESS', 'stop', /Wait until it is done/],
  ] as const)('in %s is %s', async (status, level, text) => {
    stackIs(STACK_NAME, status);
    senderIs(null);
    expect(await finding('stack')).toEqual({ level, about: 'stack', text: expect.stringMatching(text) });
  });
});

describe('the sender', () => {
  it('that is only the placeholder can mail nothing', async () => {
    const text = expect.stringContaining('Deploy with -c senderAddress=');
    expect(await finding('sender', { senderAddress: 'alerts@example.com' })).toMatchObject({ level: 'note', text });
  });

  it('that SES does not know yet will get a link', async () => {
    stackIs(STACK_NAME, null);
    senderIs(null);
    const text = expect.stringMatching(/SES send bell@pricebell\.dev a link, which must be followed/);
    expect(await finding('sender')).toMatchObject({ level: 'note', text });
  });

  it.each(['Pending', 'Failed'] as const)(
    'that has not followed the link (%s) is told how to get another',
    async (status) => {
      senderIs(status);
      const text = expect.stringContaining(
        `aws ses verify-email-identity --region eu-west-1 --email-address ${SENDER}`,
      );
      expect(await finding('sender')).toMatchObject({ level: 'note', text });
    },
  );

  it('that is an identity outside of the stack fails the deploy, verified or not', async () => {
    stackIs(STACK_NAME, null);
    for (const status of ['Success', 'Pending'] as const) {
      senderIs(status);
      const text = expect.stringContaining(`aws ses delete-identity --region eu-west-1 --identity ${SENDER}`);
      expect(await finding('sender')).toMatchObject({ level: 'stop', text });
    }
  });

  it('is looked for on every page of SES’s list, in any letter case', async () => {
    ses.on(ListIdentitiesCommand).resolves({ Identities: ['other@pricebell.dev'], NextToken: 'more' });
    ses.on(ListIdentitiesCommand, { NextToken: 'more' }).resolves({ Identities: ['Bell@pricebell.dev'] });
    stackIs(STACK_NAME, null);
    expect(await finding('sender')).toMatchObject({ level: 'stop' });
  });

  it('may differ from the stack’s current one, if SES does not know it', async () => {
    senderIs(null);
    expect(await finding('sender', { senderAddress: 'new@pricebell.dev' })).toMatchObject({ level: 'note' });
  });
});

describe('the mails', () => {
  it('of an account in the sandbox reach verified addresses only', async () => {
    ses.on(GetSendQuotaCommand).resolves({ Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 });
    const text = expect.stringMatching(
      /in its sandbox: 200 mails a day, 1 a second, .*verify-email-identity --region eu-west-1 .* ask for production access/,
    );
    expect(await finding('mails')).toEqual({ level: 'note', about: 'mails', text });
  });

  it('may be without a limit', async () => {
    ses.on(GetSendQuotaCommand).resolves({ Max24HourSend: -1, MaxSendRate: 500 });
    expect(await finding('mails')).toMatchObject({
      level: 'ok',
      text: expect.stringContaining('as it likes, 500 a second'),
    });
  });
});

describe('the functions', () => {
  it('of a new account are enough for each cause of work, and not for all at once, which fails no deploy', async () => {
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { UnreservedConcurrentExecutions: 10 } });
    const text = expect.stringMatching(
      /may run 10 functions at once\. That is enough for each cause \(.* up to (9|10)\), .* wants up to \d+ .*Ask for 1000 .*-c webhookCallers=2/,
    );
    expect(await finding('functions')).toEqual({ level: 'note', about: 'functions', text });
    const fewer = expect.not.stringContaining('webhookCallers');
    expect(await finding('functions', { webhookCallers: '2' })).toMatchObject({ level: 'note', text: fewer });
  });

  it('of a new account are too few for a storm of mails beside many shards', async () => {
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { UnreservedConcurrentExecutions: 10 } });
    const text = expect.stringMatching(
      /may run 10 .* fires with mails alone start up to 1[67]: ticks are judged seconds later/,
    );
    expect(await finding('functions', { tickShards: '8' })).toEqual({ level: 'note', about: 'functions', text });
  });

  const limits = (ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions) =>
    lambda
      .on(GetAccountSettingsCommand)
      .resolves({ AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions } });
  const on = { reserveConcurrency: 'true' };
  const reserved = Object.values(concurrencyOf(parseSettings(on))).reduce((sum, it) => sum + (it.reserved ?? 0), 0);

  it('can have theirs reserved where the account has room, and the setting is named', async () => {
    limits(1_000);
    const named = expect.stringContaining('-c reserveConcurrency=true');
    expect(await finding('functions')).toMatchObject({ level: 'ok', text: named });
    expect(await finding('functions', on)).toMatchObject({
      level: 'ok',
      text: expect.stringContaining(`reserves ${reserved}`),
    });
    limits(120);
    expect(await finding('functions')).toMatchObject({ level: 'ok', text: expect.not.stringContaining('reserve') });
  });

  it.each([10, reserved + 97])(
    'of an account with %d can not have theirs reserved: the deploy would fail',
    async (all) => {
      limits(all);
      const text = expect.stringMatching(
        `reserves ${reserved} of the ${all} .* Lambda keeps 100 unreserved.* Deploy without it`,
      );
      expect(await finding('functions', on)).toMatchObject({ level: 'stop', text });
    },
  );

  it('may have theirs reserved already, by an earlier deploy of the stack', async () => {
    limits(reserved + 106, 108);
    const text = expect.stringContaining(`${reserved - 2} of the account's ${reserved + 106} are reserved already`);
    expect(await finding('functions', on)).toMatchObject({ level: 'note', text });
  });
});

describe('the budget', () => {
  it('is one that the account can have', async () => {
    expect(await finding('budget')).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/ann@pricebell\.dev .* 100 % of \d+ USD/),
    });
    expect(budgets.commandCalls(DescribeBudgetsCommand)[0]?.args[0].input.AccountId).toBe('123456789012');
  });

  it('that the payer of the account has not enabled would fail the deploy, and can be left out', async () => {
    const words =
      'Account 123456789012 is a linked account. To enable budgets for your account, ask the payer account to enable budgets first.';
    budgets.on(DescribeBudgetsCommand).rejects(Object.assign(new Error(words), { name: 'AccessDeniedException' }));
    const text = expect.stringMatching(/linked account.*-c monthlyBudgetUsd=0/);
    expect(await finding('budget')).toEqual({ level: 'stop', about: 'budget', text });
    expect(await finding('budget', { monthlyBudgetUsd: '0' })).toMatchObject({ level: 'note' });
  });

  it('that these credentials may not look at is noted', async () => {
    budgets.on(DescribeBudgetsCommand).rejects(refused('AccessDeniedException'));
    expect(await finding('budget')).toMatchObject({ level: 'note', text: expect.stringContaining('not today') });
  });
});

describe('alarms', () => {
  it('are mailed to nobody while there is no owner', async () => {
    const config = parseSettings({ senderAddress: SENDER });
    const findings = await examineAccount(config, clients, {});
    expect(findings).toContainEqual({
      level: 'note',
      about: 'alarms',
      text: expect.stringContaining('Nobody gets a mail'),
    });
  });
});
