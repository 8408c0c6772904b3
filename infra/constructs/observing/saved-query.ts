import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type LogSource, logGroupsOf } from './log-groups.ts';

const MOST_SHOWN = 100;

/** A question to the logs, in the language of CloudWatch Logs Insights. */
export interface SavedQuery {
  /** as it shows in the console, under the folder `Pricebell` */
  readonly title: string;
  readonly reads: readonly LogSource[];
  /** the lines with one of these messages; all lines */
  readonly messages?: readonly string[];
  /** further conditions */
  readonly filters?: readonly string[];
  /** of each line, beside its time */
  readonly fields?: readonly string[];
  /** instead of lines: a row for each value of what is behind `by` */
  readonly stats?: string;
  readonly sort: string;
}

export function queryStringOf({ messages, filters = [], fields = [], stats, sort }: SavedQuery): QueryString {
  const oneOf = messages ? [`message in ${JSON.stringify(messages)}`] : [];
  return new QueryString({
    ...(stats === undefined && { fields: ['@timestamp', ...fields] }),
    filterStatements: [...oneOf, ...filters],
    ...(stats !== undefined && { statsStatements: [stats] }),
    sort,
    limit: MOST_SHOWN,
  });
}

export function saveQuery(scope: Construct, id: string, query: SavedQuery): void {
  new QueryDefinition(scope, id, {
    queryDefinitionName: `Pricebell/${query.title}`,
    queryString: queryStringOf(query),
    logGroups: logGroupsOf(scope, query.reads),
  });
}
