import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { readJson } from '../../local/write-atomically.ts';
import { cdk } from './cdk.ts';
import { ACCOUNT_ID, awsClient, type Emulator, REGION } from './emulator.ts';

const PROJECT = join(import.meta.dirname, '../..');
const STACK = 'Pricebell';

const outputsSchema = z.object({
  [STACK]: z.object({
    ApiUrl: z.url(),
    Issuer: z.url(),
    UserPoolClientId: z.string(),
    TicksStreamName: z.string(),
    AlertsTableName: z.string(),
    CoinsTableName: z.string(),
    // the last release has no sockets
    ConnectionsTableName: z.string().optional(),
  }),
});

export type StackOutputs = z.infer<typeof outputsSchema>[typeof STACK];

export interface StackOptions {
  /** the address of its mails */
  readonly sender: string;
  /** absolute: the version that is deployed; this one by default */
  readonly project?: string;
}

/** The stack in the emulator's account, deployed and destroyed with the CDK CLI, as a person does. */
export class DeployedStack {
  readonly #emulator: Emulator;
  readonly #sender: string;
  readonly #project: string;

  constructor(emulator: Emulator, { sender, project = PROJECT }: StackOptions) {
    this.#emulator = emulator;
    this.#sender = sender;
    this.#project = project;
  }

  /** Returns the CLI's output. Runs outside of the project, where the CLI finds no app to synthesise. */
  bootstrap(): Promise<string> {
    return cdk(this.#emulator, ['bootstrap', `aws://${ACCOUNT_ID}/${REGION}`], this.#emulator.folder);
  }

  /** Synthesises and deploys; returns the CLI's output. */
  deploy(): Promise<string> {
    const settings = { emulator: 'true', senderAddress: this.#sender };
    const context = Object.entries(settings).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    mkdirSync(this.#assembly, { recursive: true });
    return this.#cdk(['deploy', STACK, '--output', this.#assembly, '--outputs-file', this.#outputs, ...context]);
  }

  destroy(): Promise<string> {
    return this.#cdk(['destroy', STACK, '--force', '--app', this.#assembly]);
  }

  /** @throws Error when the stack is not deployed or has other outputs */
  outputs(): StackOutputs {
    return outputsSchema.parse(readJson(this.#outputs))[STACK];
  }

  /** The API by a path of the emulator: no name server knows the host in the stack's output. */
  apiUrl(): string {
    const { hostname, pathname } = new URL(this.outputs().ApiUrl);
    return `${this.#emulator.url}/_aws/execute-api/${hostname.split('.')[0]}/$default${pathname}`;
  }

  /** The physical ids of the stack's resources of this type. */
  async physicalIds(type: string): Promise<string[]> {
    const cloudFormation = awsClient(CloudFormationClient, this.#emulator);
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
    return StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === type && PhysicalResourceId ? [PhysicalResourceId] : [],
    );
  }

  #cdk(args: readonly string[]): Promise<string> {
    return cdk(this.#emulator, args, this.#project);
  }

  get #assembly(): string {
    return join(this.#emulator.folder, 'cdk.out');
  }

  get #outputs(): string {
    return join(this.#emulator.folder, 'outputs.json');
  }
}
