import type { IconName } from '../icon-names.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { session, signIn } from '../session/session.ts';
import { unseenFires } from '../store/triggers.ts';
import { Brand } from './brand.tsx';
import { isHelpShown } from './keys.ts';
import { type Route, route } from './router.ts';
import { ThemeButton } from './theme-button.tsx';

interface Entry {
  readonly view: Route['view'];
  readonly path: string;
  readonly icon: IconName;
  readonly label: string;
}

const ENTRIES: readonly Entry[] = [
  { view: 'coins', path: '/', icon: 'chart-candlestick', label: 'Coins' },
  { view: 'alerts', path: '/alerts', icon: 'bell', label: 'Alerts' },
  { view: 'fired', path: '/fired', icon: 'history', label: 'Fired' },
  { view: 'settings', path: '/settings', icon: 'settings', label: 'Settings' },
];

const OPERATOR: Entry = { view: 'operator', path: '/operator', icon: 'gauge', label: 'Operator' };

/** The views, at the left; on a phone at the bottom. */
export function Rail() {
  const isAdmin = session.value.state === 'signed-in' && session.value.admin;
  const current = route.value.view === 'coin' ? 'coins' : route.value.view;
  return (
    <nav class="rail" aria-label="Views">
      <Brand />
      <ul class="rail-entries">
        {[...ENTRIES, ...(isAdmin ? [OPERATOR] : [])].map((entry) => (
          <RailEntry key={entry.view} entry={entry} isCurrent={entry.view === current} />
        ))}
      </ul>
      <div class="rail-foot">
        <Person />
        <div class="rail-tools">
          <ThemeButton />
          <IconButton
            icon="keyboard"
            label="Keys"
            onClick={() => {
              isHelpShown.value = true;
            }}
          />
          <a class="icon-button" href="/about" aria-label="About Pricebell" title="About Pricebell">
            <Icon name="info" />
          </a>
        </div>
      </div>
    </nav>
  );
}

function RailEntry({ entry: { view, path, icon, label }, isCurrent }: { entry: Entry; isCurrent: boolean }) {
  const count = view === 'fired' ? unseenFires.value : 0;
  return (
    <li>
      <a class="rail-entry" href={path} aria-current={isCurrent ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{label}</span>
        {count > 0 && (
          <span class="rail-count">
            {count}
            <span class="unseen"> new</span>
          </span>
        )}
      </a>
    </li>
  );
}

function Person() {
  const { value } = session;
  if (value.state === 'signed-in') {
    return (
      <p class="rail-person" title={value.email}>
        {value.email}
      </p>
    );
  }
  return (
    <Button icon="log-in" busy={value.state === 'signing-in'} onClick={() => void signIn()}>
      Sign in
    </Button>
  );
}
