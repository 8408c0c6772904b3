import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { closeToast, type Toast, toasts } from '../store/toasts.ts';

/** A modal dialog hides all that is under it: toasts are a popover, which is put on top again when a new one comes. */
export function Toasts() {
  const { value } = toasts;
  const section = useRef<HTMLElement>(null);
  const newest = value.at(-1)?.id;
  useEffect(() => {
    if (newest === undefined || !section.current) return;
    if (document.querySelector('dialog:modal')) section.current.hidePopover();
    section.current.showPopover();
  }, [newest]);
  return (
    <section class="toasts" aria-label="Messages" popover="manual" ref={section}>
      {value.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast: { id, icon, tone, title, text, actions } }: { toast: Toast }) {
  return (
    <div class="toast" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <div>
        <p class="toast-title">{title}</p>
        {text && <p class="toast-text">{text}</p>}
        {actions.length > 0 && (
          <div class="toast-actions">
            {actions.map(({ label, run }) => (
              <Button
                key={label}
                onClick={() => {
                  closeToast(id);
                  run();
                }}
              >
                {label}
              </Button>
            ))}
          </div>
        )}
      </div>
      <IconButton icon="x" label="Close" onClick={() => closeToast(id)} />
    </div>
  );
}
