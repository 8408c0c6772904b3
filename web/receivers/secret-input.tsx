import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';

export interface SecretInputProps {
  readonly id: string;
  /** as the API shows it: with •••• in place of the secret; '' where there is none yet */
  readonly shown: string;
  readonly value: string;
  readonly placeholder: string;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
  readonly onInput: (value: string) => void;
}

/** A secret that is there is not shown, and can only be replaced. */
export function SecretInput({ id, shown, value, placeholder, invalid, describedBy, onInput }: SecretInputProps) {
  const [isReplaced, setReplaced] = useState(false);
  const isKept = shown.includes('••••') && !isReplaced;
  const replace = () => {
    setReplaced(true);
    onInput('');
  };
  const keep = () => {
    setReplaced(false);
    onInput(shown);
  };
  return (
    <div class="receiver-secret">
      <input
        id={id}
        class="input"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        readOnly={isKept}
        value={isKept ? shown : value}
        placeholder={placeholder}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {isKept && <Button onClick={replace}>Replace</Button>}
      {isReplaced && <Button onClick={keep}>Keep the old one</Button>}
    </div>
  );
}
