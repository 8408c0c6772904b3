import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { REAL_SENDER, synthesise } from './synthesise.ts';

describe('the settings', () => {
  it('need not be given: the stack synthesises without account, network or configuration', () => {
    expect(() => synthesise({})).not.toThrow();
  });

  it.each([
    ['region', 'us-east-1', /Binance answers 451.*choose eu-west-1/],
    ['region', 'dublin', /give an AWS region such as eu-west-1/],
    ['senderAddress', 'the boss', /give an e-mail address/],
    ['stage', 'prod', /give personal or production/],
    ['flushIntervalMs', 'soon', /give a whole number of milliseconds/],
    ['flushIntervalMs', '10', /give at least 50/],
    ['tickShards', '0', /give at least 1 shard/],
    ['ingestTasks', '4', /give at most 3 tasks/],
    ['outageSeconds', '5', /give at least 30/],
    ['binanceWsUrl', 'http://binance', /starts with wss:/],
    ['binanceRestUrl', 'binance', /starts with https:/],
  ])('%s = %s stops synth with the field and the remedy', (name, value, remedy) => {
    const attempt = () => synthesise({ [name]: value });
    expect(attempt).toThrow(name);
    expect(attempt).toThrow(remedy);
  });

  it('must name a real sender in production', () => {
    expect(() => synthesise({ stage: 'production' })).toThrow(/senderAddress: in production, give an e-mail address/);
  });

  it('are refused when misspelt, rather than deployed with the default', () => {
    expect(() => synthesise({ senderAdress: 'bell@pricebell.dev' })).toThrow(/senderAdress: no such setting/);
  });

  it('reach the template', () => {
    const { template } = synthesise({ ...REAL_SENDER, tickShards: '2', region: 'ap-northeast-1' });
    template.hasResourceProperties('AWS::SES::EmailIdentity', { EmailIdentity: REAL_SENDER.senderAddress });
    template.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 2 });
  });

  it('are warned of when the sender is only the placeholder', () => {
    const placeholder = Match.stringLikeRegexp("Mails can't leave from alerts@example.com");
    synthesise({}).annotations.hasWarning('*', placeholder);
    synthesise(REAL_SENDER).annotations.hasNoWarning('*', placeholder);
  });
});
