import './settings.css';
import { describeError } from '../api/api-error.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { session, signIn, signOut } from '../session/session.ts';
import { loadMe, me, meLoad } from '../store/me.ts';
import { showToast } from '../store/toasts.ts';
import { BrowserSettings } from './browser-settings.tsx';
import { ChannelsSetting } from './channels-setting.tsx';
import { leaveThisDevice } from './devices/devices.ts';
import { DevicesSetting } from './devices/devices-setting.tsx';
import { LimitsSetting } from './limits-setting.tsx';
import { MailTimes } from './mail-times.tsx';

const ROWS_EXPECTED = 8;

export function SettingsView() {
  const isSignedIn = session.value.state === 'signed-in';
  return (
    <section class="settings" aria-labelledby="settings-title">
      <header class="settings-head">
        <h1 id="settings-title">Settings</h1>
        {isSignedIn && (
          <Button icon="log-out" onClick={() => void leave()}>
            Sign out
          </Button>
        )}
      </header>
      {isSignedIn ? <Personal /> : <SignedOut />}
      <BrowserSettings />
    </section>
  );
}

function Personal() {
  const load = meLoad.value;
  if (load.state === 'error') return <ErrorNote problem={load.problem} onRetry={() => void loadMe()} />;
  const person = me.value;
  if (!person) {
    return (
      <div class="panel">
        <Skeleton rows={ROWS_EXPECTED} label="Settings are loading" />
      </div>
    );
  }
  return (
    <>
      {load.state === 'ready' && load.problem && <ErrorNote problem={load.problem} onRetry={() => void loadMe()} />}
      <MailTimes me={person} />
      <DevicesSetting email={person.email} />
      <ChannelsSetting me={person} />
      <LimitsSetting limits={person.limits} />
    </>
  );
}

function SignedOut() {
  return (
    <div class="panel">
      <EmptyState icon="settings" text="Sign in to choose when and where alerts reach you.">
        <Button kind="primary" icon="log-in" onClick={() => void signIn()}>
          Sign in
        </Button>
      </EmptyState>
    </div>
  );
}

async function leave(): Promise<void> {
  try {
    if (session.value.state === 'signed-in') await leaveThisDevice(session.value.email);
    await signOut();
  } catch (error) {
    showToast({ tone: 'bad', title: 'Signing out did not work.', text: describeError(error) });
  }
}
