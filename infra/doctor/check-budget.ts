import { type BudgetsClient, DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import { type Config, monthlyBudget } from '../config.ts';
import { type Finding, note, ok, stop } from './finding.ts';

const ABOUT = 'budget';
/** AWS's words: "Account … is a linked account. To enable budgets for your account, ask the payer account to enable budgets first." */
const NOT_ENABLED = /enable budgets/i;

/** A budget that the account can't have fails the deploy: for a day after an account was made, or while its payer has not enabled budgets. */
export async function checkBudget(budgets: BudgetsClient, account: string, config: Config): Promise<Finding> {
  const { ownerAddress } = config;
  const budgetUsd = monthlyBudget(config);
  if (ownerAddress === undefined)
    return note(ABOUT, 'Nobody gets a mail when a month costs too much: there is no ownerAddress.');
  if (budgetUsd === 0) return note(ABOUT, 'Nobody gets a mail when a month costs too much: monthlyBudgetUsd is 0.');
  try {
    await budgets.send(new DescribeBudgetsCommand({ AccountId: account, MaxResults: 1 }));
  } catch (error) {
    if (!(error instanceof Error && NOT_ENABLED.test(error.message))) throw error;
    return stop(
      ABOUT,
      `This account can't have a budget yet (${error.message}) Wait for a day if it is new, or ask who pays for it to open Budgets once. To deploy without a budget: -c monthlyBudgetUsd=0.`,
    );
  }
  return ok(
    ABOUT,
    `${ownerAddress} gets a mail when the account has cost 80 % and 100 % of ${budgetUsd} USD in a month, and when AWS expects that it will.`,
  );
}
