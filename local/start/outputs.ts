import { join } from 'node:path';
import { removeFile, writeAtomically } from '../write-atomically.ts';

/** The addresses of a running stack, as `outputs.json` tells them. */
export interface Outputs {
  readonly webUrl: string;
  /** ends in /api */
  readonly apiUrl: string;
  readonly inboxUrl: string;
  readonly inboxJsonUrl: string;
  readonly issuer: string;
  readonly dynamodbUrl: string;
  readonly kinesisUrl: string;
  readonly queuesUrl: string;
}

/** There only while the stack is ready; whoever waits for it reads a whole file. */
export function writeOutputs(folder: string, outputs: Outputs): void {
  writeAtomically(join(folder, 'outputs.json'), `${JSON.stringify(outputs, null, 2)}\n`);
}

export function removeOutputs(folder: string): void {
  removeFile(join(folder, 'outputs.json'));
}
