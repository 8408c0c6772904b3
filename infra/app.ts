import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { type Config, readConfig, SettingsError, STACK_NAME } from './config.ts';
import { PricebellStack } from './pricebell-stack.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`; settings of config.ts are given as `-c name=value`. */
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });
const config = readSettings();
const stack = new PricebellStack(app, STACK_NAME, config);

// Set by the CDK CLI. `npm start` runs this program without it, and does not wait for rules about an account.
if (process.env.CDK_CLI_VERSION !== undefined) {
  const { addSecurityChecks } = await import('./security-checks.ts');
  addSecurityChecks(stack, config);
}

/** What is wrong with a setting is told without a stack trace: it is meant for whoever typed it. */
function readSettings(): Config {
  try {
    return readConfig(app.node);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
