import { join } from 'node:path';
import { removeFile, writeAtomically } from '../write-atomically.ts';

/** The addresses of a running stack: the content of `outputs.json`. */
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

/** The file exists only while the stack is ready. It is written atomically, for programs that wait for it. */
export function writeOutputs(folder: string, outputs: Outputs): void {
  writeAtomically(join(folder, 'outputs.json'), `${JSON.stringify(outputs, null, 2)}\n`);
}

export function removeOutputs(folder: string): void {
  removeFile(join(folder, 'outputs.json'));
}
