import type { Webhook } from './channel.ts';
import { isNotice, type Message, messageKey } from './message.ts';
import type { Notice } from './notice.ts';
import { viewRule } from './rule-view.ts';
import { viewTrigger } from './trigger-view.ts';
import { type ChatWords, wordForChat } from './webhook-words.ts';

/** Limits of the platforms, in characters of what they are sent. */
const MAX_TELEGRAM_TITLE = 1_000;
const MAX_TELEGRAM_LINES = 2_900; // both together stay below 4,096
const MAX_DISCORD_CONTENT = 2_000;
const MAX_DISCORD_DESCRIPTION = 4_096;
const MAX_SLACK_TEXT = 3_000;

/** The body of a webhook's request: the same for every attempt. */
export function writeBody(message: Message, { preset, chatId }: Pick<Webhook, 'preset' | 'chatId'>): string {
  switch (preset) {
    case 'standard':
      return JSON.stringify(isNotice(message) ? noticeEvent(message) : triggerEvent(message));
    case 'telegram':
      return JSON.stringify({ chat_id: chatId, ...forTelegram(wordForChat(message)) });
    case 'discord':
      return JSON.stringify(forDiscord(wordForChat(message)));
    case 'slack':
      return JSON.stringify(forSlack(wordForChat(message)));
  }
}

type Told = Exclude<Message, Notice>;

/** The trigger as the API shows it. What became of it by each channel is not the receiver's business. */
function triggerEvent(trigger: Told) {
  const { deliveries: _deliveries, ...data } = viewTrigger(trigger);
  return { type: 'trigger.fired', timestamp: iso(wordForChat(trigger).at), data };
}

function noticeEvent({ id, at, content }: Notice) {
  // the whole id names the person, whom a receiver need not know
  const name = messageKey(id)?.position ?? id;
  const { type, data } = describeContent(content);
  return { type, timestamp: iso(at), data: { id: name, ...data } };
}

function describeContent(content: Notice['content']) {
  switch (content.kind) {
    case 'coin-dark':
    case 'coin-halted':
    case 'coin-back': {
      const { since, cause, endedAt, before, rechecked } = content.outage;
      const place = (it: typeof before) => it && { tradeId: it.tradeId, time: iso(it.time) };
      const outage = { since: iso(since), endedAt: endedAt === null ? null : iso(endedAt) };
      const type = content.kind.replace('-', '.');
      const { symbol } = content;
      return { type, data: { symbol, cause, ...outage, before: place(before), rechecked: place(rechecked) } };
    }
    case 'alert-expired': {
      const { symbol, quote, alertId, note, rule } = content;
      const data = { symbol, quote, alertId, note, rule: viewRule(rule), expiresAt: iso(content.expiresAt) };
      return { type: 'alert.expired', data };
    }
    case 'channel-disabled':
      return { type: 'channel.disabled', data: { host: content.host, detail: content.detail } };
  }
}

/** https://core.telegram.org/bots/api#sendmessage; HTML mode wants three characters escaped. */
function forTelegram({ title, lines }: ChatWords) {
  const text = `<b>${cutTo(title, MAX_TELEGRAM_TITLE, escapeMarkup)}</b>\n${cutTo(lines.join('\n'), MAX_TELEGRAM_LINES, escapeMarkup)}`;
  return { text, parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
}

/** https://docs.discord.com/developers/resources/webhook#execute-webhook. Nobody is mentioned, whatever a note says. */
function forDiscord({ title, lines, at }: ChatWords) {
  const description = cutTo(lines.join('\n'), MAX_DISCORD_DESCRIPTION, escapeMarkdown);
  return {
    content: cutTo(title, MAX_DISCORD_CONTENT, escapeMarkdown),
    embeds: [{ description, timestamp: iso(at) }],
    allowed_mentions: { parse: [] },
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped, `text` is what a notification shows. */
function forSlack({ title, lines }: ChatWords) {
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const body = cutTo(lines.join('\n'), MAX_SLACK_TEXT, escapeMarkup);
  return {
    text: cutTo(title, MAX_SLACK_TEXT, escapeMarkup),
    blocks: [section(`*${cutTo(title, MAX_SLACK_TEXT - 2, escapeMarkup)}*`), section(body)],
  };
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escapeMarkup(character: string): string {
  return MARKUP[character] ?? character;
}

/** Discord takes a backslash before any character that is no letter, digit or space. */
function escapeMarkdown(character: string): string {
  return /[\\*_~`|<>@#[\]()]/.test(character) ? `\\${character}` : character;
}

/** The text escaped, with `…` where it had to be cut; never in the middle of a character or of an escape. */
function cutTo(text: string, maxLength: number, escapeCharacter: (character: string) => string): string {
  const pieces = Array.from(text, escapeCharacter);
  const escaped = pieces.join('');
  if (escaped.length <= maxLength) return escaped;
  let length = 1;
  const kept = pieces.findIndex((piece) => {
    length += piece.length;
    return length > maxLength;
  });
  return `${pieces.slice(0, kept).join('')}…`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
