import type { LimitsView } from '../../contract/limits-view.ts';
import { Setting, SettingGroup } from './setting.tsx';

const count = (value: number) => value.toLocaleString();

/** What the person may have, and how much of it they use. */
export function LimitsSetting({ limits }: { limits: LimitsView }) {
  return (
    <SettingGroup title="Limits">
      <Used label="Alerts" {...limits.alerts} />
      <Used label="Coins that nobody followed before you" {...limits.coins} />
      <Used label="Webhooks" {...limits.webhooks} />
      <Used label="Changes in this minute" {...limits.writesPerMinute} />
      <Setting label="Armed alerts on one coin">
        <span class="muted">at most {count(limits.armedAlertsPerCoin.most)}</span>
      </Setting>
      <Setting
        label="Fires of one alert in an hour"
        hint="An alert that fires more often is muted until the next hour."
      >
        <span class="muted">at most {count(limits.firesPerHour.most)}</span>
      </Setting>
    </SettingGroup>
  );
}

function Used({ label, used, most }: { label: string; used: number; most: number }) {
  return (
    <Setting label={label}>
      <span>
        {count(used)} <span class="muted">of {count(most)}</span>
      </span>
      <meter class="settings-meter" aria-label={label} min={0} max={most} high={most * 0.9} value={used} />
    </Setting>
  );
}
