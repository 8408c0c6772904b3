import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in a Lambda's bundle: a Lambda finds its credentials in its environment, and the
 * chain of the other providers would be 3 KB of code that never runs.
 */
export const defaultProvider = fromEnv;
