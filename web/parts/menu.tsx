import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { IconName } from '../icon-names.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { placeBeside } from './place-beside.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly icon?: IconName;
  readonly items: readonly MenuItem[];
}

/** A button that opens a list of actions. Arrows move, Escape closes and gives the focus back. */
export function Menu({ label, icon = 'ellipsis', items }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const shown = list.current;
    if (!isOpen || !shown || !button.current) return;
    shown.showPopover();
    placeBeside(shown, button.current);
    itemsIn(shown)[0]?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <IconButton
        icon={icon}
        label={label}
        buttonRef={button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <div
          id={id}
          ref={list}
          class="menu"
          role="menu"
          tabIndex={-1}
          aria-label={label}
          popover="auto"
          onToggle={({ newState }) => newState === 'closed' && setOpen(false)}
          onKeyDown={(event) => moveIn(event, list.current)}
        >
          {items.map(({ label: text, icon: sign, danger, run }) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              key={text}
              class="menu-item"
              data-danger={danger || undefined}
              onClick={() => {
                close();
                run();
              }}
            >
              {sign && <Icon name={sign} />}
              {text}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function itemsIn(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[role=menuitem]')];
}

function moveIn(event: KeyboardEvent, list: HTMLElement | null): void {
  if (!list) return;
  const all = itemsIn(list);
  const at = all.findIndex((item) => item.matches(':focus'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}
