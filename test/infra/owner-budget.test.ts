import { describe, expect, it } from 'vitest';
import { PRODUCTION_LOAD, USUAL_LOAD } from '../../infra/cost/load.ts';
import { monthlyBill, total } from '../../infra/cost/monthly-bill.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const OWNED = { ...REAL_SENDER, ownerAddress: 'ann@pricebell.dev' };

function budgetsOf(settings: Record<string, string>) {
  return Object.values(synthesise(settings).template.findResources('AWS::Budgets::Budget'));
}

describe('the budget', () => {
  const [budget, ...more] = budgetsOf(OWNED);

  it('mails the owner when 80 % and all of it is spent, and when it is expected to be', () => {
    expect(more).toEqual([]);
    const { NotificationsWithSubscribers } = budget?.Properties ?? {};
    const mails = NotificationsWithSubscribers.map(
      ({ Notification, Subscribers }: Record<string, Record<string, unknown>>) => [
        `${Notification?.NotificationType} ${Notification?.ComparisonOperator} ${Notification?.Threshold} ${Notification?.ThresholdType}`,
        Subscribers,
      ],
    );
    const owner = [{ SubscriptionType: 'EMAIL', Address: 'ann@pricebell.dev' }];
    expect(mails).toEqual([
      ['ACTUAL GREATER_THAN 80 PERCENTAGE', owner],
      ['ACTUAL GREATER_THAN 100 PERCENTAGE', owner],
      ['FORECASTED GREATER_THAN 100 PERCENTAGE', owner],
    ]);
  });

  it('counts a month of the whole account, without what the bill leaves out, and has no name, so that it can be replaced', () => {
    expect(budget?.Properties.Budget).toEqual({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 35, Unit: 'USD' },
      CostTypes: { IncludeCredit: false, IncludeRefund: false, IncludeTax: false },
    });
  });

  it.each([
    ['personal', USUAL_LOAD],
    ['production', PRODUCTION_LOAD],
  ])('is a little more than the usual bill, so that a usual month sends no mail (%s)', (stage, load) => {
    const [ofStage] = budgetsOf({ ...OWNED, stage });
    const { Amount } = ofStage?.Properties.Budget.BudgetLimit ?? {};
    const usual = total(monthlyBill(load)).usd;
    expect(0.8 * Amount).toBeGreaterThanOrEqual(usual);
    expect(Amount).toBeLessThan(1.5 * usual);
  });

  it('is as large as monthlyBudgetUsd says', () => {
    const [other] = budgetsOf({ ...OWNED, monthlyBudgetUsd: '250' });
    expect(other?.Properties.Budget.BudgetLimit.Amount).toBe(250);
  });

  it.each([
    ['an owner', REAL_SENDER],
    ['a limit', { ...OWNED, monthlyBudgetUsd: '0' }],
    ['AWS', { ...OWNED, emulator: 'true' }],
  ])('is not made without %s', (_what, settings) => {
    expect(budgetsOf(settings)).toEqual([]);
  });
});
