import { conditionsOf } from './alert.ts';
import { groupThousands } from './decimal.ts';
import { firedAt, headline } from './fire-words.ts';
import { wordCondition, wordExactly, wordValue } from './metric-words.ts';
import { wordRule } from './rule-words.ts';
import type { Trigger } from './trigger.ts';

/** The words of one mail. `text` and `html` say the same. */
export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `[simulator] BTCUSDT crossed above 65,000 (65,001.2)`: says all without being opened. */
function subject(trigger: Trigger): string {
  const origin = trigger.feed === 'simulator' ? '[simulator] ' : '';
  return `${origin}${headline(trigger)} (${wordValue(trigger.metric, trigger.value, trigger.symbol)})`;
}

type Row = readonly [name: string, value: string];

function proof(trigger: Trigger): Row[] {
  const { trade, previousTrade, hops } = trigger;
  const rows: Row[] = [
    ['Trade', `${trade.id}`],
    ['Price', groupThousands(trade.price)],
    ['Quantity', trade.quantity],
    ['Time', isoTime(trade.time)],
  ];
  if (previousTrade) {
    rows.push([
      'Trade before',
      `${previousTrade.id} at ${groupThousands(previousTrade.price)}, ${isoTime(previousTrade.time)}`,
    ]);
  }
  // a fire by time: its trade is the last one before it
  if (firedAt(trigger) !== trade.time) rows.push(['Fired', isoTime(firedAt(trigger))]);
  rows.push(...conditionRows(trigger), ['Rule', wordRule(trigger.rule, trigger.symbol)], ['Alert', trigger.alertId]);
  rows.push(['Way', way(hops.receivedAt, hops.publishedAt, hops.evaluatedAt, trigger.dispatchedAt)]);
  rows.push(['Seen', trigger.recovered ? 'later, by filling a gap' : 'live']);
  return rows;
}

/** What every condition found, in full. A single one on the price found the trade's. */
function conditionRows({ rule, symbol, values }: Trigger): Row[] {
  const conditions = conditionsOf(rule);
  if (conditions.length === 1 && conditions[0]?.metric === 'price') return [];
  return conditions.map((condition) => {
    const value = values[condition.metric];
    const found = value === undefined ? 'not known' : wordExactly(condition.metric, value, symbol);
    return ['Condition', `${wordCondition(condition, symbol)}: ${found}`];
  });
}

function way(receivedAt: number, publishedAt: number, evaluatedAt: number, dispatchedAt: number): string {
  const hop = (from: number, to: number, name: string) => `${name} ${to - from} ms`;
  return [
    hop(receivedAt, publishedAt, 'received → published'),
    hop(publishedAt, evaluatedAt, 'evaluated'),
    hop(evaluatedAt, dispatchedAt, 'dispatched'),
  ].join(', ');
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

const SIMULATED = 'These are prices of the built-in market simulator, not of a real market.';

export function wordMail(trigger: Trigger): MailWords {
  const rows = proof(trigger);
  const remarks = [...(trigger.note ? [trigger.note] : []), ...(trigger.feed === 'simulator' ? [SIMULATED] : [])];
  const title = `${headline(trigger)}.`;
  return {
    subject: subject(trigger),
    text: [title, ...remarks, rows.map(([name, value]) => `${name}: ${value}`).join('\n'), ''].join('\n\n'),
    html: page(title, remarks, rows),
  };
}

function page(title: string, remarks: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map(
    ([name, value]) =>
      `<tr><th align="left" style="padding:4px 16px 4px 0;color:#667">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    '<body style="font-family:system-ui,sans-serif;line-height:1.5;padding:16px">',
    `<h1 style="font-size:20px">${escapeHtml(title)}</h1>`,
    ...remarks.map((remark) => `<p>${escapeHtml(remark)}</p>`),
    `<table style="border-collapse:collapse;font-size:14px">${lines.join('')}</table>`,
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
