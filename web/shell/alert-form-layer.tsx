import type { ComponentChild, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { explainedAlert } from '../alert-form/explanation/open-explanation.ts';
import { openAlertForm, requestedForm } from '../alert-form/open-alert-form.ts';
import { SHARED_NAME } from '../alert-form/shared-address.ts';
import { query, setQuery } from '../store/address.ts';
import { showToast } from '../store/toasts.ts';

const loadForm = async () => (await import('../alert-form/alert-form.tsx')).AlertForm;
const loadExplanation = async () => (await import('../alert-form/explanation/explanation.tsx')).Explanation;

/** The alert form, or what explains an alert, beside whatever view is shown. */
export function AlertFormLayer() {
  const request = requestedForm.value;
  const alert = explainedAlert.value;
  const link = query.value.get(SHARED_NAME);
  useEffect(() => {
    if (link === null) return;
    setQuery({ [SHARED_NAME]: null });
    openAlertForm({ link });
  }, [link]);
  const form = useLoaded(request !== null, loadForm, (Form) => request && <Form request={request} />);
  const explanation = useLoaded(
    alert !== null,
    loadExplanation,
    (View) => alert && <View alert={alert} key={alert.id} />,
  );
  return form ?? explanation;
}

/** Loads the code when it is asked for first. */
function useLoaded<Props>(
  isAsked: boolean,
  load: () => Promise<ComponentType<Props>>,
  show: (Loaded: ComponentType<Props>) => ComponentChild,
): ComponentChild {
  const [Loaded, set] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    if (!isAsked || Loaded) return;
    load().then(
      (loaded) => set(() => loaded),
      () =>
        showToast({
          title: 'This part of the page could not be loaded',
          text: 'Reload the page, then try again.',
          tone: 'bad',
        }),
    );
  }, [isAsked]);
  return Loaded && isAsked ? show(Loaded) : null;
}
