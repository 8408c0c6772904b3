import type { Trade } from '../../domain/market/trade.ts';
import type { Trigger } from '../../domain/messages/trigger.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { isPrinted } from './format-metric.ts';

/**
 * Pads a price to the coin's precision: `65001.2` → `65001.20`. Digits are added, never removed: what the exchange printed
 * or a person wrote stays visible. `decimals` null: the price as it is.
 */
export function padPrice(price: string, decimals: number | null): string {
  if (decimals === null) return price;
  const [whole = '', fraction = ''] = price.split('.');
  const padded = fraction.padEnd(decimals, '0');
  return padded === '' ? whole : `${whole}.${padded}`;
}

/** The trigger with every price padded to the coin's precision. For print alone. */
export function padTriggerPrices(trigger: Trigger, decimals: number | null): Trigger {
  const { metric, value, level, conditions, values, rule, trade, previousTrade } = trigger;
  const pad = (price: string) => padPrice(price, decimals);
  const padIn = (name: string, text: string) => (isPrinted(name) ? pad(text) : text);
  const padTrade = (it: Trade): Trade => ({ ...it, price: pad(it.price) });
  return {
    ...trigger,
    value: padIn(metric, value),
    level: padIn(metric, level),
    conditions: conditions.map((found) => ({
      ...found,
      condition: padConditionPrices(found.condition, decimals),
      value: padIn(found.condition.metric, found.value),
    })),
    values: Object.fromEntries(Object.entries(values).map(([name, it]) => [name, padIn(name, it)])),
    rule: padRulePrices(rule, decimals),
    trade: padTrade(trade),
    previousTrade: previousTrade && padTrade(previousTrade),
  };
}

/** The rule with its price levels padded to the coin's precision. */
export function padRulePrices(rule: Rule, decimals: number | null): Rule {
  const { condition, all } = rule;
  return {
    ...rule,
    ...(condition && { condition: padConditionPrices(condition, decimals) }),
    ...(all && { all: all.map((it) => padConditionPrices(it, decimals)) }),
  };
}

function padConditionPrices(condition: Condition, decimals: number | null): Condition {
  if (!isPrinted(condition.metric)) return condition;
  if ('level' in condition) return { ...condition, level: padPrice(condition.level, decimals) };
  return { ...condition, from: padPrice(condition.from, decimals), to: padPrice(condition.to, decimals) };
}
