import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { type Finding, ok, wait } from '../finding.ts';
import type { OwnStack } from '../own-stack.ts';

const ABOUT = 'alarms';
/** What DescribeAlarms takes in one call. */
const NAMES_A_CALL = 100;

/** Which alarms of the stack are on. In the first minutes those that miss their metric are. */
export async function checkAlarms(client: CloudWatchClient, own: OwnStack): Promise<Finding> {
  const names = own.idsOf('AWS::CloudWatch::Alarm');
  const on: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_A_CALL) {
    const AlarmNames = names.slice(from, from + NAMES_A_CALL);
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames, StateValue: 'ALARM' })) {
      on.push(...MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []));
    }
  }
  if (on.length === 0) return ok(ABOUT, `None of ${names.length} is on.`);
  return wait(ABOUT, `On: ${on.sort().join(', ')}. docs/runbook.md has a row for each.`);
}
