import { useId, useState } from 'preact/hooks';
import type { ChannelView } from '../../../contract/channels.ts';
import type { WebhookView } from '../../../contract/webhook-view.ts';
import { formOf, PRESET_FORMS } from '../../../domain/channels/presets/presets.ts';
import { describeError } from '../../api/api-error.ts';
import { callApi } from '../../api/call-api.ts';
import {
  type AskedPreset,
  channelDetail,
  channelKeyOf,
  formatChannel,
  formatChannels,
} from '../../format/format-channel.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { loadMe, me } from '../../store/me.ts';
import { SlotPopover } from './slot.tsx';

export interface ChannelsSlotProps {
  readonly channels: readonly ChannelView[];
  readonly invalid: boolean;
  readonly onChange: (channels: readonly ChannelView[]) => void;
}

/** By what a fire reaches the person. */
export function ChannelsSlot({ channels, invalid, onChange }: ChannelsSlotProps) {
  const known = new Map(
    [...channels, ...offeredChannels()].map((channel) => [channelKeyOf(channel), channel] as const),
  );
  const chosen = new Set(channels.map(channelKeyOf));
  return (
    <SlotPopover label="Sent by" shown={formatChannels(channels)} invalid={invalid}>
      {() => (
        <>
          <ul class="slot-choices" aria-label="Channels">
            {[...known].map(([key, channel]) => (
              <li key={key}>
                <label class="slot-check">
                  <input
                    type="checkbox"
                    checked={chosen.has(key)}
                    onChange={({ currentTarget }) => {
                      const others = channels.filter((each) => channelKeyOf(each) !== key);
                      onChange(currentTarget.checked ? [...others, channel] : others);
                    }}
                  />
                  <span class="slot-check-text">
                    {formatChannel(channel)}
                    <span class="muted">{channelDetail(channel, me.value?.email ?? '')}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <NewWebhook onAdd={(channel) => onChange([...channels, channel])} />
        </>
      )}
    </SlotPopover>
  );
}

/** What the person can be reached by already. */
function offeredChannels(): ChannelView[] {
  const webhooks = me.value?.webhooks ?? [];
  return [{ type: 'email' }, { type: 'push' }, ...webhooks.map(channelOf)];
}

function channelOf({ id, url, preset, chatId }: WebhookView) {
  return { type: 'webhook', id, url, preset, chatId } as const;
}

function NewWebhook({ onAdd }: { onAdd: (channel: ChannelView) => void }) {
  const id = useId();
  const [preset, setPreset] = useState<AskedPreset>('standard');
  const [url, setUrl] = useState('');
  const [chatId, setChatId] = useState('');
  const { chatId: chat, address } = formOf(preset);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  async function add(): Promise<void> {
    setAdding(true);
    try {
      const body = { url: url.trim(), preset, chatId: chat ? chatId.trim() : null };
      onAdd(channelOf(await callApi('POST /api/me/webhooks', { body })));
      setUrl('');
      setChatId('');
      setProblem(null);
      await loadMe();
    } catch (error) {
      setProblem(describeError(error));
    }
    setAdding(false);
  }
  const canAdd = url.trim() !== '' && (!chat || chatId.trim() !== '');
  return (
    <details class="slot-new">
      <summary>Another receiver</summary>
      <Field label="Kind" for={`${id}-preset`}>
        <select
          id={`${id}-preset`}
          class="select"
          value={preset}
          onChange={({ currentTarget: { value } }) =>
            setPreset(PRESET_FORMS.find(({ name }) => name === value)?.name ?? preset)
          }
        >
          {PRESET_FORMS.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Address" for={`${id}-url`}>
        <input
          id={`${id}-url`}
          class="input"
          type="url"
          placeholder={address.example}
          value={url}
          onInput={({ currentTarget }) => setUrl(currentTarget.value)}
        />
      </Field>
      {chat && (
        <Field label={`${chat.word.charAt(0).toUpperCase()}${chat.word.slice(1)}`} for={`${id}-chat`}>
          <input
            id={`${id}-chat`}
            class="input"
            placeholder={chat.examples.join(' or ')}
            value={chatId}
            onInput={({ currentTarget }) => setChatId(currentTarget.value)}
          />
        </Field>
      )}
      <Button icon="plus" disabled={!canAdd} busy={isAdding} onClick={() => void add()}>
        Add
      </Button>
      {problem !== null && <ErrorNote problem={problem} />}
    </details>
  );
}
