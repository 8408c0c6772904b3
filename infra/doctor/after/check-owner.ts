import { paginateListSubscriptionsByTopic, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { type Finding, note, ok } from '../finding.ts';
import type { OwnStack } from '../own-stack.ts';

const ABOUT = 'owner';
const PENDING = 'PendingConfirmation';

/** Whether somebody gets the mails about alarms. */
export async function checkOwnerConfirmed(client: SNSClient, own: OwnStack): Promise<Finding> {
  const subscriptions: Subscription[] = [];
  for (const TopicArn of own.idsOf('AWS::SNS::Topic')) {
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      subscriptions.push(...(page.Subscriptions ?? []));
    }
  }
  const isPending = ({ SubscriptionArn }: Subscription) => SubscriptionArn === PENDING;
  const pending = subscriptions.filter(isPending).map(({ Endpoint = '' }) => Endpoint);
  if (pending.length > 0) {
    return note(
      ABOUT,
      `${pending.join(', ')} has not followed the link that SNS mailed, so nobody gets mails about alarms. Look among the spam. The link is valid for two days; after that, subscribe the address again (console: SNS, Topics).`,
    );
  }
  if (subscriptions.length === 0) {
    return note(ABOUT, 'Nobody gets a mail about an alarm. Deploy with -c ownerAddress=<your address>.');
  }
  return ok(ABOUT, `Alarms are mailed to ${subscriptions.map(({ Endpoint = '' }) => Endpoint).join(', ')}.`);
}

/** Whether AWS mails somebody before a month costs too much. */
export function checkBudgetIsSet(own: OwnStack): Finding {
  return own.idsOf('AWS::Budgets::Budget').length > 0
    ? ok('budget', 'A budget is set: AWS mails the owner when a month costs too much.')
    : note(
        'budget',
        'No budget is set: only the bill says what a month costs. Deploy with -c ownerAddress=<your address>, and without monthlyBudgetUsd=0.',
      );
}
