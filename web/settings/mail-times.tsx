import type { MeView } from '../../contract/person-view.ts';
import { Button } from '../parts/button.tsx';
import { BROWSER_ZONE } from '../store/zone.ts';
import { saveSetting } from './save-setting.ts';
import { Setting, SettingGroup } from './setting.tsx';
import { Switch } from './switch.tsx';
import { zoneNames } from './zone-names.ts';

const NIGHT = { from: '22:00', to: '07:00' };
const MORNING = '08:00';

type Digest = MeView['digest'];
type DigestChoice = 'none' | 'hour' | 'day';

/** The clock of the person, and when mails wait. */
export function MailTimes({ me }: { me: MeView }) {
  return (
    <SettingGroup title="Time">
      <TimeZone chosen={me.timeZone} />
      <QuietHours hours={me.quietHours} />
      <DigestSetting digest={me.digest} />
    </SettingGroup>
  );
}

function TimeZone({ chosen }: { chosen: string }) {
  const choose = (timeZone: string) =>
    void saveSetting({ timeZone }, `Times are those of ${timeZone}.`, { timeZone: chosen });
  return (
    <Setting label="Time zone" for="time-zone" hint="Of mails, quiet hours, the digest, and this page.">
      <select
        id="time-zone"
        class="select"
        value={chosen}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {zoneNames(chosen).map((name) => (
          <option key={name} value={name}>
            {name.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
      {chosen !== BROWSER_ZONE && (
        <Button onClick={() => choose(BROWSER_ZONE)}>Use {BROWSER_ZONE.replaceAll('_', ' ')}</Button>
      )}
    </Setting>
  );
}

function QuietHours({ hours }: { hours: MeView['quietHours'] }) {
  const save = (next: MeView['quietHours'], done: string) =>
    void saveSetting({ quietHours: next }, done, { quietHours: hours });
  const change = (part: Partial<typeof NIGHT>) => {
    if (!hours || Object.values(part).includes('')) return;
    const next = { ...hours, ...part };
    save(next, `Quiet from ${next.from} to ${next.to}.`);
  };
  return (
    <Setting
      label="Quiet hours"
      for="quiet-hours"
      hint="No mail leaves in this time. Alerts are judged all the same, and webhooks are called."
    >
      {hours && (
        <>
          <Time label="Quiet from" value={hours.from} onChange={(from) => change({ from })} />
          <span class="muted">to</span>
          <Time label="Quiet until" value={hours.to} onChange={(to) => change({ to })} />
        </>
      )}
      <Switch
        id="quiet-hours"
        checked={hours !== null}
        onChange={(isOn) =>
          save(isOn ? NIGHT : null, isOn ? `Quiet from ${NIGHT.from} to ${NIGHT.to}.` : 'No quiet hours.')
        }
      />
    </Setting>
  );
}

const DIGESTS: Readonly<Record<DigestChoice, string>> = { none: 'At once', hour: 'Every hour', day: 'Once a day' };

function DigestSetting({ digest }: { digest: Digest }) {
  const save = (next: Digest, done: string) => void saveSetting({ digest: next }, done, { digest });
  const choose = (choice: DigestChoice) => {
    if (choice === 'none') save(null, 'Mails leave at once.');
    else if (choice === 'hour') save({ every: 'hour' }, 'Mails leave at each full hour.');
    else save({ every: 'day', at: MORNING }, `Mails leave at ${MORNING}.`);
  };
  return (
    <Setting
      label="Mails leave"
      for="digest"
      hint="Later means fewer mails: all that fired since the last one is in it."
    >
      <select
        id="digest"
        class="select"
        value={digest?.every ?? 'none'}
        onChange={({ currentTarget }) => choose(currentTarget.value as DigestChoice)}
      >
        {Object.entries(DIGESTS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {digest?.every === 'day' && (
        <Time
          label="Mails leave at"
          value={digest.at}
          onChange={(at) => at !== '' && save({ every: 'day', at }, `Mails leave at ${at}.`)}
        />
      )}
    </Setting>
  );
}

function Time({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <input
      class="input"
      type="time"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
