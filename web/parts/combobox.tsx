import Navigation from '@github/combobox-nav';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface ComboboxOption {
  readonly value: string;
  readonly disabled?: boolean;
  readonly content: ComponentChildren;
}

export interface ComboboxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly options: readonly ComboboxOption[];
  readonly isOpen: boolean;
  /** said under the options, and to screen readers: how many there are, or why there are none */
  readonly status: string;
  /** holds the field, for who wants to put the focus there */
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onText: (text: string) => void;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChoose: (value: string) => void;
}

/** A text field with suggestions. Arrows move, Enter takes the first or the chosen one, Escape closes. */
export function Combobox(props: ComboboxProps) {
  const { label, placeholder, text, options, isOpen, status, inputRef: input, onText, onOpen, onChoose } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const navigation = useRef<Navigation | null>(null);
  useEffect(() => {
    if (!isOpen || !input.current || !list.current) return;
    const opened = new Navigation(input.current, list.current, {
      firstOptionSelectionMode: 'selected',
      tabInsertsSuggestions: false,
    });
    opened.start();
    navigation.current = opened;
    return () => {
      navigation.current = null;
      opened.stop();
    };
  }, [isOpen]);
  const names = options.map(({ value }) => value).join();
  useEffect(() => navigation.current?.resetSelection(), [names]);
  return (
    <div class="combobox">
      <input
        class="input"
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-autocomplete="list"
        aria-label={label}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        placeholder={placeholder}
        value={text}
        ref={input}
        onInput={({ currentTarget }) => {
          onText(currentTarget.value);
          onOpen(true);
        }}
        onFocus={() => onOpen(true)}
        onBlur={() => onOpen(false)}
        onKeyDown={({ key }) => key === 'Escape' && onOpen(false)}
      />
      <div class="combobox-list" hidden={!isOpen}>
        <div
          id={id}
          role="listbox"
          tabIndex={-1}
          aria-label={label}
          ref={list}
          // a press would take the focus from the field, and close the list before it counts
          onMouseDown={(event) => event.preventDefault()}
        >
          {options.map(({ value, disabled = false, content }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
            <div
              role="option"
              class="combobox-option"
              key={value}
              tabIndex={-1}
              aria-disabled={disabled || undefined}
              onClick={() => !disabled && onChoose(value)}
            >
              {content}
            </div>
          ))}
        </div>
        <p class="combobox-status" role="status">
          {status}
        </p>
      </div>
    </div>
  );
}
