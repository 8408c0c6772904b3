import { readFileSync } from 'node:fs';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { SocketClient } from '../local/simulator/socket-client.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { awsClient, type Emulator } from './emulator.ts';

/** The variable that names the stage, `https://{api}.execute-api.{region}.{suffix}/{stage}`. No name server knows that host here. */
const VARIABLE = 'LIVE_CALLBACK_URL';
const STAGE_ADDRESS = /^https:\/\/([^./]+)\.execute-api\.[^/]+\/(.+)$/;

/** Gives each function that posts to sockets the emulator's own address of the stage, and returns it. */
export async function pointToSockets(emulator: Emulator, stack: DeployedStack): Promise<string> {
  const lambda = awsClient(LambdaClient, emulator);
  const addresses: string[] = [];
  for (const FunctionName of await stack.physicalIds('AWS::Lambda::Function')) {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = Environment?.Variables ?? {};
    const [, api, stage] = STAGE_ADDRESS.exec(Variables[VARIABLE] ?? '') ?? [];
    if (!api || !stage) continue;
    const address = `${emulator.url}/_aws/execute-api/${api}/${stage}`;
    const pointed = { Variables: { ...Variables, [VARIABLE]: address } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: pointed }));
    addresses.push(address);
  }
  const [address] = addresses;
  if (!address) throw new Error(`no function has ${VARIABLE}`);
  return address;
}

/** `address` as `pointToSockets` returns it. */
export function openSocket({ certificate }: Emulator, address: string): Promise<SocketClient> {
  return SocketClient.open(
    address.replace(/^http/, 'ws'),
    certificate === null ? {} : { ca: readFileSync(certificate) },
  );
}
