import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { FilterPattern, type LogGroup, MetricFilter, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createLogGroup } from './log-group.ts';

/** API Gateway writes this where a value is missing. */
const MISSING = '-';
const MOST_SHOWN = 25;
const TOO_MANY_REQUESTS = '429';

/**
 * One line for each request: who asked, by subject and by source address, for which route, and what came of it. It holds no token and
 * no path, since the paths of links hold tokens, and no text that a caller chooses, which could pretend to be another field.
 */
export class AccessLog extends Construct {
  readonly settings: IAccessLogSettings;
  /** answers 429 of the gateway and of the API */
  readonly throttled: MetricFilter;

  constructor(scope: Construct, id: string, { logSourceAddress, emulator }: Config) {
    super(scope, id);
    // beside this construct: the group has the name that it had before there was one
    const group = createLogGroup(scope, 'AccessLogs');
    this.settings = { destination: new LogGroupLogDestination(group), format: formatOf(logSourceAddress) };
    this.throttled = new MetricFilter(this, 'Throttled', {
      logGroup: group,
      filterPattern: FilterPattern.stringValue('$.status', '=', TOO_MANY_REQUESTS),
      metricNamespace: 'Pricebell',
      metricName: 'throttledRequests',
    });
    if (!emulator) this.#saveQueries(group, logSourceAddress);
  }

  /** They show under *Logs Insights*, *Saved queries*. */
  #saveQueries(group: LogGroup, logSourceAddress: boolean): void {
    const save = (id: string, title: string, query: ConstructorParameters<typeof QueryString>[0]) =>
      new QueryDefinition(this, id, {
        queryDefinitionName: `Pricebell/${title}`,
        queryString: new QueryString({ ...query, limit: MOST_SHOWN }),
        logGroups: [group],
      });
    save('HeaviestSubjects', 'heaviest callers by subject', {
      filterStatements: [`subject != '${MISSING}'`],
      statsStatements: ['count(*) as requests by subject, route'],
      sort: 'requests desc',
    });
    if (logSourceAddress) {
      save('HeaviestAddresses', 'heaviest callers by address', {
        statsStatements: ['count(*) as requests by sourceAddress, subject'],
        sort: 'requests desc',
      });
    }
    save('Refused', 'refused requests (4xx) by caller', {
      filterStatements: ['status like /^4/'],
      statsStatements: [`count(*) as requests by status, route, subject${logSourceAddress ? ', sourceAddress' : ''}`],
      sort: 'requests desc',
    });
  }
}

function formatOf(logSourceAddress: boolean): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      subject: '$context.authorizer.claims.sub',
      ...(logSourceAddress && { sourceAddress: '$context.identity.sourceIp' }),
      route: '$context.routeKey',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      refusal: '$context.authorizer.error',
      error: '$context.error.message',
    }),
  );
}
