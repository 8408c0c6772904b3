import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { type Config, monthlyBudget } from '../config.ts';

/** Percent of the budget: what is spent, and what AWS expects of the month. */
const SPENT_PERCENT = [80, 100];
const EXPECTED_PERCENT = [100];

/**
 * AWS mails the owner when the month costs more than `monthlyBudgetUsd`. It counts the whole account: a tag distinguishes costs only after
 * somebody has activated it in the billing console, and until then such a budget would see nothing. Without a name: a change of
 * its mails replaces it, and two budgets can't have the same one.
 */
export function addOwnerBudget(scope: Construct, config: Config): void {
  const { ownerAddress, emulator } = config;
  const budgetUsd = monthlyBudget(config);
  if (!ownerAddress || budgetUsd === 0 || emulator) return;
  const mail = (notificationType: 'ACTUAL' | 'FORECASTED') => (threshold: number) => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'EMAIL', address: ownerAddress }],
  });
  new CfnBudget(scope, 'OwnerBudget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: budgetUsd, unit: 'USD' },
      // what `npm run cost` reckons: with credits a new account would cost nothing until they are gone
      costTypes: { includeCredit: false, includeRefund: false, includeTax: false },
    },
    notificationsWithSubscribers: [...SPENT_PERCENT.map(mail('ACTUAL')), ...EXPECTED_PERCENT.map(mail('FORECASTED'))],
  });
}
