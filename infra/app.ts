import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { type Config, readConfig, SettingsError, STACK_NAME } from './config.ts';
import { PricebellStack } from './pricebell-stack.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The CDK app: `npx cdk synth`, `npx cdk deploy`. Settings of config.ts are given as `-c name=value`. */
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });
const config = readSettings();
// The CDK CLI sets this variable. `npm start` runs this program without the CLI: it serves the page itself, and skips the checks, which take a second.
const isDeploy = process.env.CDK_CLI_VERSION !== undefined;
const stack = new PricebellStack(app, STACK_NAME, config, { pageFolder: isDeploy ? await builtPage() : undefined });

if (isDeploy) {
  const { addSecurityChecks } = await import('./security-checks.ts');
  addSecurityChecks(stack, config);
}

/** Prints what is wrong with the page without a stack trace, as for a wrong setting. */
async function builtPage(): Promise<string> {
  const { buildPage, PageBuildError } = await import('./page/build-page.ts');
  try {
    return await buildPage(ROOT);
  } catch (error) {
    if (!(error instanceof PageBuildError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
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
