import { Fn, Stack } from 'aws-cdk-lib';
import {
  HttpApi as CdkHttpApi,
  CfnStage,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod';
import { type AnsweringFunction, GATEWAY_ROUTES } from '../../contract/routes.ts';
import type { Config } from '../config.ts';
import { AccessLog } from './access-log.ts';
import { addApiAlarms } from './alarms/api-alarms.ts';
import { addGatewayAlarms } from './alarms/gateway-alarms.ts';
import type { PeoplePool } from './people-pool.ts';
import { routeThrottles, throttleOf } from './route-throttles.ts';

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
  /** the API's own host */
  readonly host: string;
  /** ends in /api */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, handlers, people }: HttpApiProps) {
    super(scope, id);
    const api = new CdkHttpApi(this, 'Api', { apiName: 'pricebell', createDefaultStage: false });
    const integration = (id: string, handler: IFunction) =>
      new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false });
    const integrations: Record<AnsweringFunction, HttpLambdaIntegration> = {
      api: integration('Function', handlers.api),
      batches: integration('Batches', handlers.batches),
      market: integration('Market', handlers.market),
      devices: integration('Devices', handlers.devices),
      operator: integration('Operator', handlers.operator),
      preview: integration('Preview', handlers.preview),
    };
    const signedIn = new HttpJwtAuthorizer('SignedIn', people.issuer, {
      jwtAudience: [people.client.userPoolClientId],
    });
    const routes = Object.entries(GATEWAY_ROUTES).flatMap(([route, { open, answeredBy }]) => {
      const [method, path = '/'] = route.split(' ');
      return api.addRoutes({
        methods: [methodSchema.parse(method)],
        path,
        integration: integrations[answeredBy],
        authorizer: open ? new HttpNoneAuthorizer() : signedIn,
      });
    });
    const accessLog = new AccessLog(this, 'AccessLog', config);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: throttleOf(config.apiRequestsPerSecond),
      accessLogSettings: accessLog.settings,
    });
    // the deploy fails with settings of a route that is not there yet
    stage.node.addDependency(...routes);
    if (stage.node.defaultChild instanceof CfnStage) stage.node.defaultChild.routeSettings = routeThrottles(config);
    addApiAlarms(Stack.of(this), { config, api });
    addGatewayAlarms(Stack.of(this), { config, api, accessLog });
    this.origin = api.apiEndpoint;
    this.host = Fn.parseDomainName(api.apiEndpoint);
    this.url = Fn.join('', [this.origin, '/api']);
  }
}
