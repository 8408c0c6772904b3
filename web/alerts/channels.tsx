import type { AlertView } from '../../contract/alert-view.ts';
import type { IconName } from '../icon-names.ts';
import { Icon } from '../parts/icon.tsx';

type Channel = AlertView['channels'][number];

/** Where an alert is sent to: a sign each, with its words for who does not see it. */
export function Channels({ channels }: { channels: readonly Channel[] }) {
  return (
    <ul class="alerts-channels" aria-label="Sent to">
      {channels.map((channel) => (
        <li key={JSON.stringify(channel)} title={channelText(channel)}>
          <Icon name={iconOf(channel)} />
          <span class="unseen">{channelText(channel)}</span>
        </li>
      ))}
    </ul>
  );
}

function iconOf({ type }: Channel): IconName {
  if (type === 'email') return 'mail';
  return type === 'webhook' ? 'webhook' : 'bell-ring';
}

function channelText(channel: Channel): string {
  if (channel.type === 'email') return 'E-mail';
  if (channel.type === 'push') return 'Push to your devices';
  const host = URL.canParse(channel.url) ? new URL(channel.url).host : channel.url;
  return channel.preset === 'standard' ? `Webhook ${host}` : channel.preset;
}
