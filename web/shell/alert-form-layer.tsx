import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type AlertFormRequest, openAlertForm, requestedForm } from '../alert-form/open-alert-form.ts';
import { SHARED_NAME } from '../alert-form/shared-address.ts';
import { query, setQuery } from '../store/address.ts';
import { showToast } from '../store/toasts.ts';

/** The alert form over whatever view is shown. Its code is loaded when it is asked for first. */
export function AlertFormLayer() {
  const [Form, setForm] = useState<ComponentType<{ request: AlertFormRequest }> | null>(null);
  const request = requestedForm.value;
  const link = query.value.get(SHARED_NAME);
  useEffect(() => {
    if (link === null) return;
    setQuery({ [SHARED_NAME]: null });
    openAlertForm({ link });
  }, [link]);
  useEffect(() => {
    if (!request || Form) return;
    import('../alert-form/alert-form.tsx').then(
      ({ AlertForm }) => setForm(() => AlertForm),
      () =>
        showToast({
          title: 'The alert form could not be loaded',
          text: 'Reload the page, then try again.',
          tone: 'bad',
        }),
    );
  }, [request]);
  return request && Form ? <Form request={request} /> : null;
}
