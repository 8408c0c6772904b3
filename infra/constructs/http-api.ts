import { Fn } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as CdkHttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod';
import { type AnsweringFunction, GATEWAY_ROUTES } from '../../contract/routes.ts';
import type { Config } from '../config.ts';
import { createLogGroup } from './log-group.ts';
import type { PeoplePool } from './people-pool.ts';

/** API Gateway's own limit for a burst: a deploy with a higher one fails. */
const MAX_BURST = 5_000;

/** Holds neither the address nor the token of the caller. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    refusal: '$context.authorizer.error',
  }),
);

const methodSchema = z.enum(HttpMethod);

export interface HttpApiProps {
  readonly config: Config;
  readonly handlers: Readonly<Record<AnsweringFunction, IFunction>>;
  readonly people: PeoplePool;
}

/** The routes of contract/routes.ts, each with the function that answers it. */
export class HttpApi extends Construct {
  /** the base of links in mails, without a slash at the end */
  readonly origin: string;
  /** ends in /api */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, handlers, people }: HttpApiProps) {
    super(scope, id);
    const api = new CdkHttpApi(this, 'Api', { apiName: 'pricebell', createDefaultStage: false });
    const integration = (id: string, handler: IFunction) =>
      new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false });
    const integrations: Record<AnsweringFunction, HttpLambdaIntegration> = {
      api: integration('Function', handlers.api),
      preview: integration('Preview', handlers.preview),
    };
    const signedIn = new HttpJwtAuthorizer('SignedIn', people.issuer, {
      jwtAudience: [people.client.userPoolClientId],
    });
    for (const [route, { open, answeredBy }] of Object.entries(GATEWAY_ROUTES)) {
      const [method, path = '/'] = route.split(' ');
      api.addRoutes({
        methods: [methodSchema.parse(method)],
        path,
        integration: integrations[answeredBy],
        authorizer: open ? new HttpNoneAuthorizer() : signedIn,
      });
    }
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: throttleOf(config),
      accessLogSettings: {
        destination: new LogGroupLogDestination(createLogGroup(this, 'AccessLogs')),
        format: ACCESS_LOG,
      },
    });
    this.origin = api.apiEndpoint;
    this.url = Fn.join('', [this.origin, '/api']);
  }
}

/** For all callers together. */
function throttleOf({ apiRequestsPerSecond }: Config): ThrottleSettings {
  return { rateLimit: apiRequestsPerSecond, burstLimit: Math.min(2 * apiRequestsPerSecond, MAX_BURST) };
}
