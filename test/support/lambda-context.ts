import type { Context } from 'aws-lambda';

export function buildContext(): Context {
  const ignore = () => {};
  return {
    awsRequestId: 'request-1',
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:function',
    memoryLimitInMB: '256',
    logGroupName: 'logs',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 10_000,
    done: ignore,
    fail: ignore,
    succeed: ignore,
  };
}
