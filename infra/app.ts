import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { readConfig } from './config.ts';
import { PricebellStack } from './pricebell-stack.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`; settings of config.ts are given as `-c name=value`. */
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });
new PricebellStack(app, 'Pricebell', readConfig(app.node));
