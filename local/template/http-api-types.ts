import * as z from 'zod';
import { arn } from '../local-account.ts';
import type { Throttle } from './plan.ts';
import { defineResource } from './resource-type.ts';

export const httpApi = defineResource(
  z.strictObject({ ProtocolType: z.literal('HTTP') }),
  ({ logicalId, workbench }) => ({
    ref: logicalId,
    attributes: { ApiId: logicalId, ApiEndpoint: workbench.origin },
  }),
);

const throttleSchema = z
  .strictObject({ ThrottlingRateLimit: z.number().positive(), ThrottlingBurstLimit: z.number().int().positive() })
  .transform(
    ({ ThrottlingRateLimit, ThrottlingBurstLimit }): Throttle => ({
      ratePerSecond: ThrottlingRateLimit,
      burst: ThrottlingBurstLimit,
    }),
  );

export const stage = defineResource(
  z.strictObject({
    ApiId: z.string(),
    StageName: z.literal('$default', 'only the stage $default has no path prefix'),
    DefaultRouteSettings: throttleSchema.optional(),
    RouteSettings: z.record(z.string(), throttleSchema).default({}),
  }),
  ({ properties, workbench }) => {
    const { StageName, DefaultRouteSettings, RouteSettings } = properties;
    workbench.plan.stage = {
      defaultThrottle: DefaultRouteSettings ?? null,
      routeThrottles: new Map(Object.entries(RouteSettings)),
    };
    return { ref: StageName, attributes: {} };
  },
);

export const integration = defineResource(
  z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
  }),
  ({ logicalId, properties, workbench }) => {
    workbench.plan.integrations.set(logicalId, functionNameOf(properties.IntegrationUri));
    return { ref: logicalId, attributes: {} };
  },
);

export const authorizer = defineResource(
  z.strictObject({
    ApiId: z.string(),
    AuthorizerType: z.literal('JWT'),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    JwtConfiguration: z.strictObject({ Audience: z.array(z.string()), Issuer: z.string() }),
  }),
  ({ logicalId, properties, workbench }) => {
    const { Issuer, Audience } = properties.JwtConfiguration;
    workbench.plan.authorizers.set(logicalId, { issuer: Issuer, audiences: Audience });
    return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
  },
);

const targetSchema = z.string().regex(/^integrations\/.+$/);

export const route = defineResource(
  z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: targetSchema,
    AuthorizationType: z.enum(['JWT', 'NONE']).default('NONE'),
    AuthorizerId: z.string().optional(),
  }),
  ({ logicalId, properties, workbench }) => {
    const { AuthorizationType, AuthorizerId, RouteKey, Target } = properties;
    if (AuthorizationType === 'JWT' && !AuthorizerId) throw new Error('AuthorizerId: is missing');
    workbench.plan.routes.push({
      routeKey: RouteKey,
      integrationId: Target.slice('integrations/'.length),
      authorizerId: AuthorizationType === 'JWT' ? (AuthorizerId ?? null) : null,
    });
    return { ref: logicalId, attributes: {} };
  },
);

export function functionArn(name: string): string {
  return arn('lambda', `function:${name}`);
}

/** A function's name from its name or ARN. */
export function functionNameOf(nameOrArn: string): string {
  return nameOrArn.split(':').at(-1) ?? nameOrArn;
}
