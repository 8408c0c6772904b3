import './sheet.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from '../parts/icon-button.tsx';

export interface SheetProps {
  readonly title: string;
  readonly actions?: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Below this width it fills the screen, and nothing under it can be reached. */
const WHOLE_SCREEN = '(max-width: 40rem)';

/** A dialog at the side, beside which the chart stays in use; on a phone it is the whole screen. The focus comes in, and goes back. */
export function Sheet({ title, actions, onClose, children }: SheetProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const shown = sheet.current;
    if (matchMedia(WHOLE_SCREEN).matches) shown?.showModal();
    else shown?.show();
    document.documentElement.dataset.sheet = 'open';
    return () => {
      delete document.documentElement.dataset.sheet;
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      class="sheet"
      ref={sheet}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <header class="sheet-head">
        <h2 id={heading}>{title}</h2>
        <div class="sheet-actions">
          {actions}
          <IconButton icon="x" label="Close" onClick={onClose} />
        </div>
      </header>
      {children}
    </dialog>
  );
}
