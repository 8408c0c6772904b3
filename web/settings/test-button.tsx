import { useState } from 'preact/hooks';
import { describeError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { Button } from '../parts/button.tsx';
import { type NewToast, showToast } from '../store/toasts.ts';

export interface TestButtonProps {
  /** of a webhook, or of a device: the API tests both in the same way */
  readonly id: string;
  /** what the person calls it */
  readonly name: string;
  /** what is shown when the receiver has accepted the test. `detail`: its answer */
  readonly sent: (detail: string) => Pick<NewToast, 'title' | 'text'>;
  /** reads the list again, which shows the result too */
  readonly reload: () => Promise<void>;
}

/** Sends a test to a receiver, and says what came of it. */
export function TestButton(props: TestButtonProps) {
  const [isTesting, setTesting] = useState(false);
  async function test(): Promise<void> {
    setTesting(true);
    await sendTest(props);
    setTesting(false);
  }
  return (
    <Button busy={isTesting} onClick={() => void test()}>
      {isTesting ? 'Sending…' : 'Send a test'}
    </Button>
  );
}

async function sendTest({ id, name, sent, reload }: TestButtonProps): Promise<void> {
  try {
    const { result, detail } = await callApi('POST /api/me/webhooks/{id}/test', { params: { id } });
    if (result === 'sent') showToast({ icon: 'check', ...sent(detail) });
    else showToast({ tone: 'bad', title: `${name} did not take the test.`, text: detail });
  } catch (error) {
    showToast({ tone: 'bad', title: 'The test was not sent.', text: describeError(error) });
  }
  await reload();
}
