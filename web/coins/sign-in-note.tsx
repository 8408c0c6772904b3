import { useEffect, useState } from 'preact/hooks';
import type { PageConfig } from '../../contract/page-config.ts';
import { describeError } from '../api/api-error.ts';
import { loadConfig } from '../api/load-config.ts';
import { Button } from '../parts/button.tsx';
import { session, signIn, signInAsDemo } from '../session/session.ts';
import { showToast } from '../store/toasts.ts';

const WHY = {
  never: 'Everybody sees the market. Sign in to set alerts.',
  asked: 'You are signed out. Everybody sees the market.',
  ended: 'Your sign-in has ended. Sign in again to see your alerts.',
  failed: 'Signing in did not work. Try again.',
} as const;

/** Who is not signed in learns what is missing. On one machine alone, one press makes them the person who has alerts already. */
export function SignInNote() {
  const local = useLocal();
  const { value } = session;
  if (value.state !== 'signed-out') return null;
  return (
    <div class="sign-in-note">
      <p>{WHY[value.reason]}</p>
      {local && (
        <Button kind="primary" icon="log-in" onClick={() => void begin(signInAsDemo)}>
          Sign in as {local.demoEmail}
        </Button>
      )}
      <Button icon="log-in" onClick={() => void begin(signIn)}>
        {local ? 'As somebody else' : 'Sign in'}
      </Button>
    </div>
  );
}

function useLocal(): PageConfig['local'] {
  const [local, set] = useState<PageConfig['local']>(null);
  useEffect(() => {
    // without its settings the page says that it is offline
    loadConfig().then(
      (config) => set(config.local),
      () => {},
    );
  }, []);
  return local;
}

async function begin(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    showToast({ tone: 'bad', title: 'Signing in did not work.', text: describeError(error) });
  }
}
