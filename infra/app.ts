import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { PricebellStack } from './pricebell-stack.ts';

/** The CDK app: `npx cdk synth`, `npx cdk deploy`; settings of config.ts are given as `-c name=value`. */
const app = new App();
new PricebellStack(app, 'Pricebell', readConfig(app.node));
