import { cutTo, escapeMarkup } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain } from './read-answer.ts';

/** What Slack takes in one block. */
const MAX_TEXT_CHARACTERS = 3_000;
/** https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel. */
const PACE = { burst: 1, gapMs: 1_000 };

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors: the answer is one of these words and nothing else. */
const CLOSED: Readonly<Record<string, string>> = {
  no_service: 'Slack does not know the webhook any more, or it is switched off',
  no_service_id: 'the address of the webhook is not whole',
  no_active_hooks: 'the webhook is switched off',
  no_team: 'the workspace is not there any more',
  team_disabled: 'the workspace is closed',
  invalid_token: 'the address of the webhook is not valid',
  channel_not_found: 'its channel is deleted',
  channel_is_archived: 'its channel is archived',
  action_prohibited: 'the workspace does not allow the webhook to write there',
  posting_to_general_channel_denied: 'the workspace does not allow the webhook to write there',
};

export const slackForm = {
  name: 'slack',
  label: 'Slack',
  address: {
    example: 'https://hooks.slack.com/services/…',
    host: 'hooks.slack.com',
    error: () => null,
    // `hooks`: Mattermost, which takes the same
    secret: /\/(?:services|triggers|workflows|hooks)\/([^?]+)/,
  },
  chatId: null,
  options: {},
  words: 'text',
} as const satisfies PresetForm;

export const slack: Preset<'slack'> = {
  form: slackForm,
  request: (event, { url }) => postJson(url, bodyOf(event)),
  judgeRefusal: judgeSlack,
  paceOf: () => PACE,
};

/** https://docs.slack.dev/messaging/formatting-message-text: `text` is what a notification shows. */
function bodyOf({ chat: { title, lines } }: WebhookEvent) {
  return {
    text: cutTo(title, MAX_TEXT_CHARACTERS, escapeMarkup),
    blocks: [
      section(`*${cutTo(title, MAX_TEXT_CHARACTERS - 2, escapeMarkup)}*`),
      section(cutTo(lines.join('\n'), MAX_TEXT_CHARACTERS, escapeMarkup)),
    ],
  };
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** A limit needs no reading: its header says when to come again. */
function judgeSlack(answer: Answered): Verdict | null {
  const code = answer.body.trim();
  const why = Object.hasOwn(CLOSED, code) ? CLOSED[code] : undefined;
  return why === undefined ? null : { kind: 'closed', detail: explain(answer, why) };
}
