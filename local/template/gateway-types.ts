import * as z from 'zod';
import { arn } from '../local-account.ts';
import type { StagePlan, Throttle } from './plan.ts';
import { defineResource } from './resource-type.ts';

/** An HTTP API or a WebSocket API. Its stages, integrations and routes have the same types in both. */
export const gatewayApi = defineResource(
  z.discriminatedUnion('ProtocolType', [
    z.strictObject({ ProtocolType: z.literal('HTTP') }),
    z.strictObject({
      ProtocolType: z.literal('WEBSOCKET'),
      RouteSelectionExpression: z.literal('$request.body.action', 'only $request.body.action is interpreted'),
    }),
  ]),
  ({ logicalId, properties: { ProtocolType }, workbench }) => {
    if (ProtocolType === 'HTTP') {
      return { ref: logicalId, attributes: { ApiId: logicalId, ApiEndpoint: workbench.origin } };
    }
    workbench.plan.sockets.set(logicalId, { routes: new Map(), stages: new Map() });
    const ApiEndpoint = workbench.origin.replace(/^http/, 'ws');
    return { ref: logicalId, attributes: { ApiId: logicalId, ApiEndpoint } };
  },
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
    StageName: z.string().regex(/^(\$default|[\w-]+)$/),
    DefaultRouteSettings: throttleSchema.optional(),
    RouteSettings: z.record(z.string(), throttleSchema).default({}),
  }),
  ({ properties, workbench: { plan } }) => {
    const { ApiId, StageName, DefaultRouteSettings, RouteSettings } = properties;
    const throttles: StagePlan = {
      defaultThrottle: DefaultRouteSettings ?? null,
      routeThrottles: new Map(Object.entries(RouteSettings)),
    };
    const socket = plan.sockets.get(ApiId);
    if (socket) socket.stages.set(StageName, throttles);
    else if (StageName === '$default') plan.stage = throttles;
    else throw new Error('StageName: only the stage $default has no path prefix');
    return { ref: StageName, attributes: {} };
  },
);

export const integration = defineResource(
  z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0').optional(),
  }),
  ({ logicalId, properties: { ApiId, IntegrationUri, PayloadFormatVersion }, workbench: { plan } }) => {
    if (PayloadFormatVersion === undefined && !plan.sockets.has(ApiId)) {
      throw new Error('PayloadFormatVersion: only 2.0 is interpreted');
    }
    plan.integrations.set(logicalId, functionNameOf(IntegrationUri.replace(/\/invocations$/, '')));
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
  ({ logicalId, properties, workbench: { plan } }) => {
    const { ApiId, AuthorizationType, AuthorizerId, RouteKey, Target } = properties;
    const integrationId = Target.slice('integrations/'.length);
    const socket = plan.sockets.get(ApiId);
    if (socket) {
      if (AuthorizationType !== 'NONE') throw new Error('AuthorizationType: a socket signs in by a message');
      socket.routes.set(RouteKey, integrationId);
      return { ref: logicalId, attributes: {} };
    }
    if (AuthorizationType === 'JWT' && !AuthorizerId) throw new Error('AuthorizerId: is missing');
    const authorizerId = AuthorizationType === 'JWT' ? (AuthorizerId ?? null) : null;
    plan.routes.push({ routeKey: RouteKey, integrationId, authorizerId });
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
