import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { type Config, readConfig, SettingsError, STACK_NAME } from './config.ts';
import { PricebellStack } from './pricebell-stack.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`. Settings of config.ts are given as `-c name=value`. */
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });
const config = readSettings();
const stack = new PricebellStack(app, STACK_NAME, config);

// The CDK CLI sets this variable. `npm start` runs this program without the CLI, and skips the checks: they take a second.
if (process.env.CDK_CLI_VERSION !== undefined) {
  const { addSecurityChecks } = await import('./security-checks.ts');
  addSecurityChecks(stack, config);
}

/** Prints a wrong setting without a stack trace: the message is for the person who typed it. */
function readSettings(): Config {
  try {
    return readConfig(app.node);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
