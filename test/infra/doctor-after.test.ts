import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HealthView } from '../../contract/health-view.ts';
import { parseSettings, STACK_NAME } from '../../infra/config.ts';
import { examineDeploy, type Look } from '../../infra/doctor/after/examine-deploy.ts';
import { LOOK_EVERY_MS, watchDeploy } from '../../infra/doctor/after/watch-deploy.ts';
import { note, ok, stop, wait } from '../../infra/doctor/finding.ts';
import { findFreePort } from '../../local/free-port.ts';
import { clients, refused, resetAccount, SENDER, senderIs, stackHas, stackIs } from './doctor-account.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const RESOURCES = {
  'AWS::SES::EmailIdentity': [SENDER],
  'AWS::ECS::Cluster': ['cluster'],
  'AWS::ECS::Service': ['service'],
  'AWS::SNS::Topic': [TOPIC],
  'AWS::CloudWatch::Alarm': ['JudgingIsLate', 'NobodyWatches'],
  'AWS::Budgets::Budget': ['budget'],
};
/** As the API of this version answers. */
const WELL: HealthView = {
  status: 'ok',
  why: [],
  feed: 'binance',
  pricesAgeMs: 2_400,
  judgingLagMs: 200,
  coins: { live: 3, halted: 1 },
  canary: { symbol: 'BTCUSDT', firedAt: new Date(NOW - 4 * 60_000).toISOString(), decisionMs: 310, dispatchMs: 90 },
};

const ecs = mockClient(clients.ecs);
const sns = mockClient(clients.sns);
const cloudWatch = mockClient(clients.cloudWatch);

/** The deployed API, as a server of this machine. */
let server: Server;
let apiUrl: string;
let answer: { status: number; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/api/health' ? answer.status : 404;
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  apiUrl = `http://127.0.0.1:${port}/api`;
});
afterAll(() => server.close());

/** A deployed stack in which all is well; each test spoils one thing. */
beforeEach(() => {
  resetAccount();
  for (const mock of [ecs, sns, cloudWatch]) mock.reset();
  healthIs(WELL);
  stackIs(STACK_NAME, 'CREATE_COMPLETE', { outputs: { ApiUrl: `${apiUrl}/`, UserPoolClientId: 'client-1' } });
  stackHas(RESOURCES);
  serviceIs({ runningCount: 1, desiredCount: 1, deployments: [{}] });
  subscriptionIs(`${TOPIC}:1`);
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
});

function healthIs(body: unknown, status = 200): void {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function serviceIs(...services: object[]): void {
  ecs.on(DescribeServicesCommand, { cluster: 'cluster', services: ['service'] }).resolves({ services });
}

function subscriptionIs(SubscriptionArn: string | null): void {
  const Subscriptions = SubscriptionArn === null ? [] : [{ SubscriptionArn, Endpoint: 'ann@pricebell.dev' }];
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: TOPIC }).resolves({ Subscriptions });
}

function look(otherApiUrl?: string): Promise<Look> {
  return examineDeploy({ config: parseSettings({}), clients, apiUrl: otherApiUrl, now: () => NOW });
}

async function finding(about: string) {
  const found = (await look()).findings.filter((one) => one.about === about);
  expect(found).toHaveLength(1);
  return found[0];
}

describe('a deployed stack in which all is well', () => {
  it('gets a line for each check, and no next step', async () => {
    const { findings, next } = await look();
    expect(findings.map(({ level, about }) => `${level} ${about}`)).toEqual([
      'ok credentials',
      'ok stack',
      'ok task',
      'ok health',
      'ok coins',
      'ok canary',
      'note page',
      'ok sender',
      'ok mail domain',
      'ok mails',
      'ok owner',
      'ok alarms',
      'ok budget',
    ]);
    expect(next).toBe('');
  });

  it('may be asked at another address than its own', async () => {
    stackIs(STACK_NAME, 'CREATE_COMPLETE', { outputs: { ApiUrl: `http://127.0.0.1:${await findFreePort()}/api` } });
    expect(await finding('health')).toMatchObject({
      level: 'wait',
      text: expect.stringMatching(/does not answer: .*ECONNREFUSED/),
    });
    expect((await look(apiUrl)).findings).toContainEqual(expect.objectContaining({ level: 'ok', about: 'health' }));
  });
});

describe('the stack', () => {
  it.each([
    [null, 'stop', /There is no Pricebell in eu-west-1: deploy it first/],
    ['CREATE_IN_PROGRESS', 'wait', /is changing/],
    ['UPDATE_ROLLBACK_COMPLETE', 'stop', /The last deploy failed/],
    ['ROLLBACK_IN_PROGRESS', 'stop', /The last deploy failed/],
  ] as const)('in %s is %s, and nothing else is looked at', async (status, level, text) => {
    stackIs(STACK_NAME, status);
    const { findings } = await look();
    expect(findings.map(({ about }) => about)).toEqual(['credentials', 'stack']);
    expect(findings[1]).toMatchObject({ level, text: expect.stringMatching(text) });
  });

  it('of something else has no address', async () => {
    stackIs(STACK_NAME, 'CREATE_COMPLETE');
    expect(await finding('health')).toMatchObject({ level: 'stop', text: expect.stringContaining('no output ApiUrl') });
  });
});

describe('the ingest task', () => {
  it.each([
    [
      { runningCount: 0, desiredCount: 1, events: [{ message: 'unable to place a task.' }] },
      'wait',
      /0 of 1 .*ECS says: unable to place/,
    ],
    [{ runningCount: 2, desiredCount: 1, deployments: [{}, {}] }, 'wait', /new ingest task runs beside the old one/],
    [{ runningCount: 0, desiredCount: 0 }, 'stop', /desired count 0/],
  ] as const)('%j is shown', async (service, level, text) => {
    serviceIs(service);
    expect(await finding('task')).toMatchObject({ level, text: expect.stringMatching(text) });
  });

  it('may have a reserve that is off', async () => {
    serviceIs({ runningCount: 0, desiredCount: 0 }, { runningCount: 1, desiredCount: 1 });
    expect(await finding('task')).toMatchObject({ level: 'ok', text: '1 of 1 ingest tasks run.' });
  });

  it('is waited for beside a reserve that runs, with the reason', async () => {
    const events = [{ message: 'unable to place a task.' }];
    serviceIs({ runningCount: 1, desiredCount: 1 }, { runningCount: 0, desiredCount: 1, events });
    expect(await finding('task')).toMatchObject({
      level: 'wait',
      text: expect.stringMatching(/1 of 2 .*unable to place/),
    });
  });
});

describe('health', () => {
  it('that is not ok is waited for, with its reasons', async () => {
    healthIs({ ...WELL, status: 'down', why: ['no ingest task has written prices yet'], pricesAgeMs: null, coins: {} });
    const text = 'down: no ingest task has written prices yet';
    expect(await finding('health')).toMatchObject({ level: 'wait', text });
  });

  it.each([
    ['{"message":"Internal Server Error"}', 500],
    ['<html>', 200],
  ])('%s is no health', async (body, status) => {
    healthIs(body, status);
    const text = expect.stringContaining(`answers ${status}, and not with its health`);
    expect(await finding('health')).toMatchObject({ level: 'wait', text });
  });

  it('may have fields that this version does not know', async () => {
    healthIs({ ...WELL, tomorrow: { is: 'another day' } });
    expect(await finding('health')).toMatchObject({ level: 'ok', text: expect.stringContaining('2 s old') });
  });

  it('of a stack whose coins are not live yet is waited for', async () => {
    healthIs({ ...WELL, coins: { 'catching-up': 2 } });
    expect(await finding('coins')).toMatchObject({ level: 'wait', text: 'Followed: 2 catching-up.' });
  });

  it('shows when the canary fired, if this version of the API has one', async () => {
    expect(await finding('canary')).toMatchObject({
      level: 'ok',
      text: expect.stringContaining('4 minutes ago: 310 ms'),
    });
    healthIs({ ...WELL, canary: null });
    expect(await finding('canary')).toMatchObject({ level: 'note', text: expect.stringContaining('not fired yet') });
    healthIs({ ...WELL, canary: undefined });
    expect((await look()).findings.map(({ about }) => about)).not.toContain('canary');
  });
});

describe('who is notified', () => {
  it('has not confirmed the subscription, is nobody, or may not be looked at', async () => {
    subscriptionIs('PendingConfirmation');
    expect(await finding('owner')).toMatchObject({
      level: 'note',
      text: expect.stringContaining('ann@pricebell.dev has not'),
    });
    subscriptionIs(null);
    expect(await finding('owner')).toMatchObject({ level: 'note', text: expect.stringContaining('-c ownerAddress=') });
    sns.on(ListSubscriptionsByTopicCommand).rejects(refused('AccessDenied'));
    expect(await finding('owner')).toMatchObject({ level: 'note', text: expect.stringContaining('AccessDenied') });
  });

  it('gets no mail from a sender that is not verified: that of the stack, whatever the settings say', async () => {
    senderIs('Pending');
    expect(await finding('sender')).toMatchObject({ level: 'note', text: expect.stringContaining(SENDER) });
  });

  it('gets no mail of AWS about money without a budget', async () => {
    stackHas({ ...RESOURCES, 'AWS::Budgets::Budget': [] });
    expect(await finding('budget')).toMatchObject({ level: 'note', text: expect.stringContaining('monthlyBudgetUsd') });
  });
});

describe('alarms', () => {
  it('that are on are named, of all that the stack has', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `Alarm${index}`);
    stackHas({ ...RESOURCES, 'AWS::CloudWatch::Alarm': names });
    cloudWatch
      .on(DescribeAlarmsCommand, { AlarmNames: names.slice(100), StateValue: 'ALARM' })
      .resolves({ MetricAlarms: [{ AlarmName: 'Alarm129' }] });
    expect(await finding('alarms')).toMatchObject({
      level: 'wait',
      text: expect.stringMatching(/^On: Alarm129\. docs/),
    });
  });
});

describe('the next steps', () => {
  it('of a stack in which no coin is followed lead to the first alert, with its own names', async () => {
    healthIs({ ...WELL, coins: {} });
    const { findings, next } = await look();
    expect(findings).toContainEqual(expect.objectContaining({ level: 'note', about: 'coins' }));
    expect(next).toContain('aws cognito-idp sign-up --region eu-west-1 --client-id client-1 --username');
    expect(next).toContain(`curl -X PUT ${apiUrl}/coins/BTCUSDT`);
    expect(next.match(/^\d\./gm)).toEqual(['1.', '2.', '3.', '4.', '5.']);
  });
});

describe('watching a deploy', () => {
  /** Looks that follow each other, on a clock that only sleeping moves. */
  async function watch(looks: Look[], waitMs: number) {
    let now = 0;
    let text = '';
    let slept = 0;
    const code = await watchDeploy({
      look: async () => (looks.length > 1 ? looks.shift() : looks[0]) ?? expect.fail('no look'),
      print: (more) => {
        text += more;
      },
      now: () => now,
      sleep: async (ms) => {
        now += ms;
        slept += 1;
      },
      waitMs,
    });
    return { code, text, slept };
  }

  const late = { findings: [ok('stack', 'is there'), wait('health', 'down: no prices for 10 s')], next: '' };
  const later = { findings: [ok('stack', 'is there'), wait('health', 'down: no prices for 20 s')], next: '' };
  const well = {
    findings: [ok('stack', 'is there'), ok('health', 'ok'), note('owner', 'confirm')],
    next: 'Next: 1.\n',
  };

  it('prints a line for each change and ends as soon as nothing is to be waited for', async () => {
    const { code, text, slept } = await watch([late, later, well, late], 300_000);
    expect(text).toBe(
      [
        'ok    stack        is there',
        'wait  health       down: no prices for 10 s',
        'ok    health       ok',
        'note  owner        confirm',
        '',
        'The stack lives. Mind the notes about owner.',
        'Next: 1.\n',
      ].join('\n'),
    );
    expect({ code, slept }).toEqual({ code: 0, slept: 2 });
  });

  it('ends with 1 when the time is up', async () => {
    const { code, text, slept } = await watch([late], 60_000);
    expect(text).toMatch(/\nNot as it should be after 1 min: health\. docs\/runbook\.md says where to look\.\n$/);
    expect({ code, slept }).toEqual({ code: 1, slept: 60_000 / LOOK_EVERY_MS });
  });

  it('looks once when it is not to wait', async () => {
    expect(await watch([late], 0)).toMatchObject({ code: 1, slept: 0, text: expect.stringContaining('yet: health') });
  });

  it('ends with 1 at once when something does not work', async () => {
    const { code, text, slept } = await watch([{ findings: [stop('stack', 'failed')], next: '' }], 300_000);
    expect(text).toContain('It does not work: stack. Mend what is marked STOP, then run this again.');
    expect({ code, slept }).toEqual({ code: 1, slept: 0 });
  });
});
