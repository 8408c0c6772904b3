/** What the template runs, besides the tables, streams and queues that the engines hold. */
export interface Plan {
  readonly functions: Map<string, FunctionPlan>;
  readonly mappings: MappingPlan[];
  readonly schedules: SchedulePlan[];
  readonly routes: RoutePlan[];
  /** integration id → function name */
  readonly integrations: Map<string, string>;
  readonly authorizers: Map<string, AuthorizerPlan>;
  stage: StagePlan;
  /** by the API's id */
  readonly sockets: Map<string, SocketApiPlan>;
  readonly streams: string[];
  task: TaskPlan | null;
}

/** A Lambda function; its name is its logical id. */
export interface FunctionPlan {
  readonly name: string;
  /** the folder of the bundle, and `file.export` in it */
  readonly bundle: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** most invocations at once; null when none is reserved */
  readonly maxConcurrency: number | null;
}

interface CommonMapping {
  /** logical id; also the name of its position file */
  readonly name: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsFailures: boolean;
  readonly filters: readonly string[];
}

export interface QueueMappingPlan extends CommonMapping {
  readonly source: 'sqs';
  /** most invocations at once */
  readonly maxConcurrency: number;
}

export interface StreamMappingPlan extends CommonMapping {
  readonly source: 'kinesis' | 'dynamodb';
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly maxRetries: number | null;
  readonly maxAgeMs: number | null;
  readonly bisect: boolean;
  /** ARN of the on-failure queue, which gets a message about dropped records */
  readonly destinationArn: string | null;
}

export type MappingPlan = QueueMappingPlan | StreamMappingPlan;

/** A function that is called again and again. */
export interface SchedulePlan {
  /** logical id of the rule */
  readonly name: string;
  readonly functionName: string;
  readonly everyMs: number;
}

/** `GET /api/alerts/{id}` → integration and authorizer. */
export interface RoutePlan {
  readonly routeKey: string;
  readonly integrationId: string;
  readonly authorizerId: string | null;
}

/** What a route lets through: so many requests a second, and up to `burst` at once. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** What the routes let through. Without any settings: everything. */
export interface StagePlan {
  /** for routes without settings of their own */
  readonly defaultThrottle: Throttle | null;
  /** by route key */
  readonly routeThrottles: ReadonlyMap<string, Throttle>;
}

export const NO_THROTTLES: StagePlan = { defaultThrottle: null, routeThrottles: new Map() };

/** A WebSocket API. Its stage is the path at which it is served: `live` → `/live`. */
export interface SocketApiPlan {
  /** route key → integration id; a message's `action` chooses the key */
  readonly routes: Map<string, string>;
  readonly stages: Map<string, StagePlan>;
}

export interface AuthorizerPlan {
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** The long-running process. */
export interface TaskPlan {
  readonly name: string;
  /** the program's file on this machine, run by Node */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

export function emptyPlan(): Plan {
  return {
    functions: new Map(),
    mappings: [],
    schedules: [],
    routes: [],
    integrations: new Map(),
    authorizers: new Map(),
    stage: NO_THROTTLES,
    sockets: new Map(),
    streams: [],
    task: null,
  };
}
