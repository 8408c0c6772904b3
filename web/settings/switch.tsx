export interface SwitchProps {
  readonly id: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ id, checked, onChange }: SwitchProps) {
  return (
    <input
      id={id}
      class="switch"
      type="checkbox"
      role="switch"
      checked={checked}
      aria-checked={checked}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
