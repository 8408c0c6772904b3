import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { CfnStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SOCKET_ROUTES } from '../../contract/live-frames.ts';
import { reservedFor } from '../concurrency.ts';
import type { Config } from '../config.ts';
import { allow } from './allow.ts';
import type { Database } from './database.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { PeoplePool } from './people-pool.ts';
import { throttleOf } from './route-throttles.ts';
import type { TickStream } from './tick-stream.ts';

/** CloudFront passes the path of a request on: `/live` must be a stage, since a path after a stage is refused. */
const STAGE = 'live';

export interface LiveSocketProps {
  readonly config: Config;
  readonly database: Database;
  readonly people: PeoplePool;
  readonly ticks: TickStream;
}

/** The WebSocket API of the live page, with the functions that answer its messages and show prices (0029). */
export class LiveSocket extends Construct {
  readonly api: WebSocketApi;
  /** where the functions post frames to */
  readonly callbackUrl: string;

  constructor(scope: Construct, id: string, props: LiveSocketProps) {
    super(scope, id);
    const { config, database, people } = props;
    this.api = new WebSocketApi(this, 'Api', { apiName: 'pricebell-live' });
    // of the API alone: the stage depends on the routes, and those on the function
    this.callbackUrl = Fn.join('', [
      'https://',
      this.api.apiId,
      `.execute-api.${Stack.of(this).region}.${Aws.URL_SUFFIX}/${STAGE}`,
    ]);
    const answerSocket = new LambdaFunction(Stack.of(this), 'LiveSocket', {
      entry: 'functions/live-socket/handler.ts',
      timeout: Duration.seconds(10),
      reservedConcurrentExecutions: reservedFor('LiveSocket', config),
      environment: {
        CONNECTIONS_TABLE: database.connections.tableName,
        MARKET_TABLE: database.market.tableName,
        LIVE_CALLBACK_URL: this.callbackUrl,
        ISSUER: people.issuer,
        CLIENT_ID: people.client.userPoolClientId,
        MAX_LIVE_VIEWERS: String(config.maxLiveViewers),
      },
    });
    database.grantAnswerSocket(answerSocket);
    this.grantPost(answerSocket);
    this.#addRoutes(answerSocket, config);
    this.#addPushPrices(props);
  }

  /** Shows the ticks to who listens. */
  #addPushPrices({ database, ticks }: LiveSocketProps): void {
    const pushPrices = new LambdaFunction(Stack.of(this), 'PushPrices', {
      entry: 'functions/push-prices/handler.ts',
      // a post takes 0.4 s at most; many viewers, and frames of more than 32 KB, need several in turn
      timeout: Duration.seconds(20),
      environment: {
        CONNECTIONS_TABLE: database.connections.tableName,
        MARKET_TABLE: database.market.tableName,
        LIVE_CALLBACK_URL: this.callbackUrl,
      },
    });
    ticks.feedViewed(pushPrices);
    database.grantPushPrices(pushPrices);
    this.grantPost(pushPrices);
  }

  /** Post frames to open sockets. */
  grantPost(grantee: IGrantable): void {
    const resource = `${this.api.apiId}/${STAGE}/POST/@connections/*`;
    allow(grantee, ['execute-api:ManageConnections'], [Stack.of(this).formatArn({ service: 'execute-api', resource })]);
  }

  /** All routes have throttles of their own, and none shares a bucket with another. */
  #addRoutes(answerSocket: IFunction, { openRequestsPerSecond }: Config): void {
    const integration = new WebSocketLambdaIntegration('Function', answerSocket);
    const routes = SOCKET_ROUTES.map((key) => this.api.addRoute(key, { integration }));
    const stage = new WebSocketStage(this, 'Stage', { webSocketApi: this.api, stageName: STAGE, autoDeploy: true });
    // the deploy fails with settings of a route that is not there yet
    stage.node.addDependency(...routes);
    const { rateLimit, burstLimit } = throttleOf(openRequestsPerSecond);
    const throttle = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
    if (stage.node.defaultChild instanceof CfnStage) {
      stage.node.defaultChild.routeSettings = Object.fromEntries(SOCKET_ROUTES.map((key) => [key, throttle]));
    }
  }
}
