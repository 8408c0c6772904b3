import * as z from 'zod';
import { arn } from '../local-account.ts';
import { defineResource } from './resource-type.ts';

/** The pool of people is the local issuer. */
export const userPool = defineResource(z.strictObject({}), ({ logicalId, workbench }) => ({
  ref: logicalId,
  attributes: {
    Arn: arn('cognito-idp', `userpool/${logicalId}`),
    ProviderName: new URL(workbench.issuer).host,
    ProviderURL: workbench.issuer,
    UserPoolId: logicalId,
  },
}));

/** Its id is the audience of every local token. */
export const userPoolClient = defineResource(z.strictObject({}), ({ workbench }) => ({
  ref: workbench.clientId,
  attributes: { ClientId: workbench.clientId },
}));

/** The local SES accepts any sender. */
export const emailIdentity = defineResource(z.strictObject({ EmailIdentity: z.string() }), ({ properties }) => ({
  ref: properties.EmailIdentity,
  attributes: {},
}));

/** The local SES accepts any name, and reports no events. */
export const configurationSet = defineResource(z.strictObject({ Name: z.string().optional() }), (making) => ({
  ref: making.properties.Name ?? making.logicalId,
  attributes: {},
}));
