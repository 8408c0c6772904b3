import { useState } from 'preact/hooks';
import type { ChannelView } from '../../../contract/channels.ts';
import type { WebhookView } from '../../../contract/webhook-view.ts';
import {
  channelDetail,
  channelKeyOf,
  formatChannel,
  formatChannels,
  receiverName,
} from '../../format/format-channel.ts';
import { Button } from '../../parts/button.tsx';
import { ReceiverDialog } from '../../receivers/receiver-dialog.tsx';
import { me } from '../../store/me.ts';
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
  const [isOpen, setOpen] = useState(false);
  const addSaved = (saved: WebhookView) => {
    setOpen(false);
    onChange([...channels, channelOf(saved)]);
  };
  return (
    <>
      <SlotPopover label="Sent by" shown={formatChannels(channels, nameOf)} invalid={invalid}>
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
                      {nameOf(channel)}
                      <span class="muted">{channelDetail(channel, me.value?.email ?? '')}</span>
                    </span>
                  </label>
                </li>
              ))}
            </ul>
            <div class="slot-new">
              <Button icon="plus" onClick={() => setOpen(true)}>
                New receiver
              </Button>
            </div>
          </>
        )}
      </SlotPopover>
      {isOpen && <ReceiverDialog webhook={null} onClose={() => setOpen(false)} onSaved={addSaved} />}
    </>
  );
}

/** What the person calls it, where they have named it. */
function nameOf(channel: ChannelView): string {
  const webhook = me.value?.webhooks.find((it) => 'id' in channel && it.id === channel.id);
  return webhook?.label ? receiverName(webhook) : formatChannel(channel);
}

/** What the person can be reached by already. */
function offeredChannels(): ChannelView[] {
  const webhooks = me.value?.webhooks ?? [];
  return [{ type: 'email' }, { type: 'push' }, ...webhooks.map(channelOf)];
}

function channelOf({ id, url, preset, chatId }: WebhookView) {
  return { type: 'webhook', id, url, preset, chatId } as const;
}
