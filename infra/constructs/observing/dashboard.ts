import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, type IWidget, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { logGroupsOf } from './log-groups.ts';
import { metricWidgets } from './metric-widgets.ts';
import { resourcesOf } from './resources-of.ts';

const FULL_WIDTH = 24;

/**
 * The whole system on one page, in the order of a trade's way through it. An account's first three dashboards are free, each with up to
 * 50 metrics; the counts from the log cost what their query reads, when somebody looks. Add it last: it shows the alarms, functions,
 * tables and queues that are there by then.
 */
export function addDashboard(scope: Construct, { emulator }: Pick<Config, 'emulator'>): void {
  if (emulator) return;
  const resources = resourcesOf(scope);
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.hours(12) });
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...resources.alarms], width: FULL_WIDTH }));
  for (const row of metricWidgets(resources)) dashboard.addWidgets(...row);
  dashboard.addWidgets(outcomesWidget(scope));
}

/** Fires, and deliveries by what came of them. No metric has these, and the log has a line for each. */
function outcomesWidget(scope: Construct): IWidget {
  const groups = logGroupsOf(scope, ['EvaluateTicks', 'SendMails', 'CallWebhooks']);
  return new LogQueryWidget({
    title: 'Fires, and deliveries by outcome',
    logGroupNames: groups.map(({ logGroupName }) => logGroupName),
    queryLines: [
      'filter message in ["alert fired", "mail", "webhook called"]',
      'stats count(*) as times, max(delayMs) as longestMs by message, outcome, kind',
      'sort times desc',
    ],
    width: FULL_WIDTH,
  });
}
