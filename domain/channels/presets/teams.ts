import { cutTo, cutToBytes } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain, readText } from './read-answer.ts';

/** A message has 28 KB; each line is a block of about 90 bytes. */
const MAX_TITLE_CHARACTERS = 500;
const MAX_LINES_BYTES = 16_000;
const MAX_LINES = 60;
/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook: four in a second. */
const PACE = { burst: 4, gapMs: 1_000 };

/** The connectors of Office 365, which Teams does not take any more. */
const CONNECTOR = /(^|\.)(webhook\.office\.com|outlook\.office\.com|outlook\.office365\.com)$/;

const CLOSED: Readonly<Record<string, string>> = {
  WorkflowTriggerIsNotEnabled: 'the workflow is switched off or deleted',
  WorkflowNotFound: 'the workflow is deleted',
};

export const teamsForm = {
  name: 'teams',
  label: 'Microsoft Teams',
  address: {
    example: 'https://….api.powerplatform.com/…/workflows/…/triggers/manual/paths/invoke?…&sig=…',
    host: null,
    error: ({ hostname }) =>
      CONNECTOR.test(hostname) ? 'must be the address of a workflow: Teams has no connectors any more' : null,
    secret: /[?&]sig=([^&]+)/,
  },
  chatId: null,
  options: {},
  words: 'text',
} as const satisfies PresetForm;

export const teams: Preset<'teams'> = {
  form: teamsForm,
  request: (event, { url }) => postJson(url, bodyOf(event)),
  judgeRefusal: judgeTeams,
  paceOf: () => PACE,
};

/** https://learn.microsoft.com/power-automate/teams/send-a-message-in-teams: what the template for webhooks posts in its channel. */
function bodyOf({ chat: { title, lines }, link }: WebhookEvent) {
  const shown = cutToBytes(lines.join('\n'), MAX_LINES_BYTES)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_LINES);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block({ text: cutTo(title, MAX_TITLE_CHARACTERS), weight: 'Bolder', size: 'Medium' }),
      ...shown.map((text) => block({ text })),
    ],
    ...(link !== null && { actions: [{ type: 'Action.OpenUrl', title: 'Proof', url: link }] }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

/** https://learn.microsoft.com/adaptive-cards/schema-explorer/text-run: it knows no markup, where a `TextBlock` would. */
function block(run: { readonly text: string; readonly weight?: string; readonly size?: string }) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] };
}

/** A workflow answers 202 before it posts. */
function judgeTeams(answer: Answered): Verdict | null {
  if (answer.status === 401 || answer.status === 403) {
    const why = 'the address of the workflow is not valid, or not whole, or it lets only people of the organisation in';
    return { kind: 'closed', detail: explain(answer, why) };
  }
  const code = readText(answer, 'error', 'code') ?? '';
  const why = Object.hasOwn(CLOSED, code) ? CLOSED[code] : undefined;
  return why === undefined ? null : { kind: 'closed', detail: explain(answer, why) };
}
