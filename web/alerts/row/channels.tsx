import type { ChannelView } from '../../../contract/channels.ts';
import { channelIcon, channelKeyOf, formatChannel } from '../../format/format-channel.ts';
import { Icon } from '../../parts/icon.tsx';

/** Where an alert is sent to: a sign each, with its words for who does not see it. */
export function Channels({ channels }: { channels: readonly ChannelView[] }) {
  return (
    <ul class="alerts-channels" aria-label="Sent to">
      {channels.map((channel) => (
        <li key={channelKeyOf(channel)} title={formatChannel(channel)}>
          <Icon name={channelIcon(channel)} />
          <span class="unseen">{formatChannel(channel)}</span>
        </li>
      ))}
    </ul>
  );
}
