import type { ReadMarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import type { CreateAlert } from '../../../contract/alert-request.ts';
import { requestedRule } from '../../../contract/requested-rule.ts';
import {
  needsPrice,
  type PriceNow,
  type ResolvedLevel,
  type ResolvedRule,
  resolveRule,
} from '../../../domain/rules/asked-rule.ts';
import { invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { type Rule, withoutListOfOne } from '../../../domain/rules/rule.ts';
import { type Catalogue, requireListing } from '../coins/catalogue.ts';
import { refuse } from '../http/parse-input.ts';
import { invalidRequest } from '../http/problem.ts';
import { NO_PRICE, readPrice } from './read-price.ts';
import { invalidChannels } from './resolve-channels.ts';

/** A rule as it is stored, and what its levels were resolved from. */
export interface NewRule {
  readonly rule: Rule;
  readonly resolvedFrom: readonly ResolvedLevel[];
}

export interface RuleDeps {
  readonly catalogue: Catalogue;
  readonly readMarketNow: ReadMarketNow;
}

/** The rule of a new alert. Reads the price only where the rule is relative to it. @throws Problem 422 naming each field that makes no sense */
export async function readNewRule(asked: CreateAlert, deps: RuleDeps): Promise<NewRule> {
  const requested = requestedRule(asked);
  const now = needsPrice(requested, null) ? await readListedPrice(asked.symbol, deps) : NO_PRICE;
  const { rule, resolvedFrom } = requireResolved(resolveRule(requested, now, null));
  refuse([...invalidFields(rule), ...invalidChannels(asked.channels)]);
  return { rule: withoutListOfOne(rule), resolvedFrom };
}

/** @throws Problem 422 when the exchange does not list the symbol */
async function readListedPrice(symbol: string, deps: RuleDeps): Promise<PriceNow> {
  await requireListing(deps.catalogue, symbol);
  return readPrice(symbol, await deps.readMarketNow(), deps);
}

/** @throws Problem 422 naming each level that can't be resolved */
export function requireResolved(resolved: ResolvedRule): Extract<ResolvedRule, { rule: Rule }> {
  if ('rule' in resolved) return resolved;
  throw invalidRequest([...resolved.invalid]);
}
