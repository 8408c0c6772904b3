import { describe, expect, it } from 'vitest';
import { FUNCTION_METRICS, METRIC_NAMESPACE } from '../../adapters/metric-report.ts';
import { LAST_REFUSAL_PAUSE_MS } from '../../domain/messages/mail-schedule.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise();
const DAY_S = 24 * 3_600;

function queueNamed(id: string) {
  const queue = template.findResources('AWS::SQS::Queue')[id];
  if (!queue) throw new Error(`no queue ${id}`);
  return queue.Properties;
}

describe('the queues', () => {
  it.each(['Mails', 'Webhooks', 'MailEvents'])(
    '%s brings a failed message back for more than an hour and a half, then keeps it two weeks',
    (name) => {
      const { VisibilityTimeout, RedrivePolicy, MessageRetentionPeriod = 4 * DAY_S } = queueNamed(`${name}Queue`);
      expect(VisibilityTimeout).toBe(60);
      expect(render(RedrivePolicy.deadLetterTargetArn)).toBe(`${name}Dead`);
      expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThan(90 * 60);
      expect(queueNamed(`${name}Dead`).MessageRetentionPeriod).toBe(14 * DAY_S);
      // a message takes its age along
      expect(MessageRetentionPeriod).toBeLessThan(14 * DAY_S);
    },
  );

  it('are encrypted and refuse plain HTTP, the dead letters too', () => {
    const all = ['Mails', 'Webhooks', 'MailEvents'].flatMap((name) => [`${name}Queue`, `${name}Dead`]);
    expect(Object.keys(template.findResources('AWS::SQS::Queue')).sort()).toEqual([...all, 'SetAsideQueue'].sort());
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    const refusing = Object.values(template.findResources('AWS::SQS::QueuePolicy')).flatMap(({ Properties }) => {
      const [statement] = Properties.PolicyDocument.Statement;
      const isRefusal = statement.Effect === 'Deny' && statement.Condition.Bool['aws:SecureTransport'] === 'false';
      return isRefusal ? Properties.Queues.map(render) : [];
    });
    expect(refusing.sort()).toEqual([...all, 'SetAsideQueue'].sort());
  });
});

describe('what SES reports', () => {
  it('is every result of a mail, but never that it was opened', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      ConfigurationSetName: { Ref: 'MailConfigurationSet' },
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject', 'renderingFailure'],
      },
    });
    const [destination] = Object.values(template.findResources('AWS::SES::ConfigurationSetEventDestination'));
    const { EventBusArn } = destination?.Properties.EventDestination.EventBridgeDestination ?? {};
    expect(render(EventBusArn)).toBe('arn:aws:events:eu-west-1:AWS::AccountId:event-bus/default');
  });

  it('goes to the queue of mail events, for this configuration set only; what can not be delivered goes to its dead letters', () => {
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    const ofMails = rules.filter(({ Properties }) => Properties.EventPattern?.source.includes('aws.ses'));
    const [rule, ...more] = ofMails;
    expect(more).toEqual([]);
    expect(rule?.Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: 'MailConfigurationSet' }] } } },
      },
    });
    const [target, ...others] = rule?.Properties.Targets ?? [];
    expect(others).toEqual([]);
    expect(render(target.Arn)).toBe('MailEventsQueue');
    expect(render(target.DeadLetterConfig.Arn)).toBe('MailEventsDead');
  });

  it('may be sent to these two queues by this rule only', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const allowed = policies.flatMap(({ Properties }) => {
      const statements: { Effect: string; Principal: unknown; Condition: unknown }[] =
        Properties.PolicyDocument.Statement;
      const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
      return allowing.map(({ Principal, Condition }) => ({
        queues: Properties.Queues.map(render),
        Principal,
        Condition,
      }));
    });
    const Principal = { Service: 'events.amazonaws.com' };
    const Condition = { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['MailReports', 'Arn'] } } };
    expect(allowed).toEqual([
      { queues: ['MailEventsDead'], Principal, Condition },
      { queues: ['MailEventsQueue'], Principal, Condition },
    ]);
  });

  it('is measured, and an address that bounced or complained is not written to again', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSet', {
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  });
});

describe('the alarms of delivery', () => {
  const alarms = Object.fromEntries(
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [id, Properties]),
  );
  const dimensionOf = (id: string) => render(alarms[id].Dimensions[0].Value);

  it.each([
    ['RedriveMails', 'MailsDead'],
    ['RedriveWebhooks', 'WebhooksDead'],
    ['RedriveMailEvents', 'MailEventsDead'],
    ['ReadSetAside', 'SetAsideQueue'],
  ])('%s goes off at the first message in %s', (id, queue) => {
    expect(dimensionOf(id)).toBe(`${queue}.QueueName`);
    expect(alarms[id]).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      EvaluationPeriods: 1,
    });
  });

  it.each([
    ['MailsAreLate', 'mailLatenessMs', 'Maximum', 20 * 60_000],
    ['VerifyMailAddress', 'unverifiedMails', 'Sum', 1],
  ])(
    '%s goes off by one value of %s, and lasts from each attempt of the sender to the next',
    (id, metric, stat, threshold) => {
      expect(Object.keys(FUNCTION_METRICS)).toContain(metric);
      expect(alarms[id]).toMatchObject({
        Namespace: METRIC_NAMESPACE,
        Dimensions: [{ Name: 'service', Value: 'functions' }],
        MetricName: metric,
        Statistic: stat,
        Threshold: threshold,
        DatapointsToAlarm: 1,
      });
      // while SES takes nothing, attempts are up to a quarter of an hour apart
      expect(alarms[id].EvaluationPeriods * alarms[id].Period * 1_000).toBeGreaterThan(LAST_REFUSAL_PAUSE_MS);
    },
  );

  it('MailsPileUp counts what waits and what is being handled, and not the wake-ups that SQS delays', () => {
    const [sum, ...metrics] = alarms.MailsPileUp.Metrics;
    expect(sum).toMatchObject({ Expression: 'visible + inFlight', ReturnData: true });
    expect(metrics.map(({ MetricStat }: { MetricStat: object }) => MetricStat)).toMatchObject([
      { Metric: { MetricName: 'ApproximateNumberOfMessagesVisible' }, Stat: 'Minimum' },
      { Metric: { MetricName: 'ApproximateNumberOfMessagesNotVisible' }, Stat: 'Minimum' },
    ]);
    expect(alarms.MailsPileUp).toMatchObject({ Threshold: 1, EvaluationPeriods: 6 });
  });

  it('LoopStopped looks at every function, also at one that is made later', () => {
    expect(alarms.LoopStopped).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    expect(alarms.LoopStopped.Metrics).toEqual([
      {
        Expression: 'SELECT SUM(RecursiveInvocationsDropped) FROM SCHEMA("AWS/Lambda", FunctionName)',
        Id: 'expr_1',
        Label: 'RecursiveInvocationsDropped',
        Period: 300,
        ReturnData: true,
      },
    ]);
  });

  it.each([['StreamsAreLate', 'MAX(METRICS())', 'IteratorAge', ['DispatchMessages', 'NotifyOutages']]])(
    '%s is one number over all functions concerned: %s of %s',
    (id, expression, metricName, functions) => {
      const [first, ...metrics] = alarms[id].Metrics;
      expect(first).toMatchObject({ Expression: expression, ReturnData: true });
      const measured = metrics.map(
        ({ MetricStat: { Metric } }: { MetricStat: { Metric: Record<string, never> } }) => Metric,
      );
      expect(measured).toEqual(
        functions.map((name) => ({
          Namespace: 'AWS/Lambda',
          MetricName: metricName,
          Dimensions: [{ Name: 'FunctionName', Value: { Ref: name } }],
        })),
      );
    },
  );

  it('go off before AWS stops the account: at 10 % bounces and 0.5 % complaints', () => {
    const dimension = [{ Name: 'ses:configuration-set', Value: { Ref: 'MailConfigurationSet' } }];
    const about = { Namespace: 'AWS/SES', Dimensions: dimension };
    expect(alarms.StopAndLookAtBounces).toMatchObject({ ...about, MetricName: 'Reputation.BounceRate' });
    expect(alarms.StopAndLookAtBounces.Threshold).toBeLessThan(0.1);
    expect(alarms.StopAndLookAtComplaints).toMatchObject({ ...about, MetricName: 'Reputation.ComplaintRate' });
    expect(alarms.StopAndLookAtComplaints.Threshold).toBeLessThan(0.005);
  });
});

it('replies go to the configured address, and a wrong address stops synth', () => {
  expect(() => synthesise({ ...REAL_SENDER, replyTo: 'the desk' })).toThrow(/replyTo: give an e-mail address/);
});
