import { createApiClient } from '../demo/api-client.ts';
import { DEMO_EMAIL, runDemo } from '../demo/run-demo.ts';
import { messageOf } from '../json.ts';
import { mintToken } from '../oidc/mint-token.ts';
import type { LocalStack } from '../start-local.ts';
import type { Terminal } from './terminal.ts';

export interface DemoOptions {
  /** the folder of the issuer's identity */
  readonly folder: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Runs the demo beside the stack. If it fails, the stack goes on. */
export async function startDemo({ outputs }: LocalStack, { folder, terminal, signal }: DemoOptions): Promise<void> {
  try {
    const token = await mintToken(folder, { email: DEMO_EMAIL, admin: false });
    const coins = await runDemo(createApiClient(outputs.apiUrl, token, signal));
    terminal.line(`demo     ${DEMO_EMAIL} has alerts close to the prices of ${coins.join(', ')} (without: --no-demo)`);
  } catch (error) {
    if (!signal.aborted) terminal.problem(`the demo failed, everything else runs: ${messageOf(error)}`);
  }
}
