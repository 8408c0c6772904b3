import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { GroupedOptions } from '../../parts/grouped-options.tsx';
import type { ChoiceGroup } from '../../parts/metric-words.ts';
import { placeBeside } from '../../parts/place-beside.ts';

export interface SlotSelectProps<Value extends string> {
  readonly label: string;
  readonly chosen: Value;
  readonly groups: readonly ChoiceGroup<Value>[];
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly onChoose: (value: Value) => void;
}

/** A word that opens the browser's own list. The list lies over the word, so that the sentence keeps its letters and its width. */
export function SlotSelect<Value extends string>(props: SlotSelectProps<Value>) {
  const { label, chosen, groups, invalid = false, describedBy, onChoose } = props;
  const options = groups.flatMap((group) => group.options);
  const shown = options.find(({ value }) => value === chosen)?.label ?? chosen;
  return (
    <span class="slot" data-invalid={invalid || undefined}>
      <span aria-hidden="true">{shown}</span>
      <select
        class="slot-select"
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        value={chosen}
        onChange={({ currentTarget }) => {
          const option = options.find(({ value }) => value === currentTarget.value);
          if (option) onChoose(option.value);
        }}
      >
        <GroupedOptions groups={groups} />
      </select>
    </span>
  );
}

export interface SlotInputProps {
  readonly label: string;
  readonly text: string;
  readonly placeholder: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly onText: (text: string) => void;
  readonly onLeave?: () => void;
}

/** A text field as wide as its text. */
export function SlotInput(props: SlotInputProps) {
  const { label, text, placeholder, invalid = false, describedBy, onText, onLeave } = props;
  return (
    <span class="slot slot-field" data-text={text || placeholder} data-invalid={invalid || undefined}>
      <input
        class="slot-input"
        type="text"
        size={1}
        inputMode="text"
        autocomplete="off"
        spellcheck={false}
        maxLength={40}
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        placeholder={placeholder}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
        onBlur={onLeave}
      />
    </span>
  );
}

export interface SlotPopoverProps {
  readonly label: string;
  /** what the word says */
  readonly shown: string;
  readonly invalid?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A word that opens a small panel. Escape closes it and gives the focus back. */
export function SlotPopover({ label, shown, invalid = false, children }: SlotPopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen || !panel.current || !button.current) return;
    panel.current.showPopover();
    placeBeside(panel.current, button.current, 'start');
    panel.current.querySelector<HTMLElement>('input, button')?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        type="button"
        class="slot slot-button"
        aria-label={`${label}: ${shown}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-invalid={invalid || undefined}
        ref={button}
        onClick={() => setOpen(!isOpen)}
      >
        {shown}
      </button>
      {isOpen && (
        <div
          id={id}
          ref={panel}
          class="slot-panel"
          role="dialog"
          aria-label={label}
          popover="auto"
          onToggle={({ newState }) => newState === 'closed' && setOpen(false)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            close();
          }}
        >
          {children(close)}
        </div>
      )}
    </>
  );
}
