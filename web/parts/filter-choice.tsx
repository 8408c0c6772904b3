export interface FilterChoiceProps {
  readonly label: string;
  /** what stands where nothing is chosen */
  readonly any: string;
  readonly value: string | null;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string | null) => void;
}

/** A list of which one is chosen, or none. */
export function FilterChoice({ label, any, value, options, onChoose }: FilterChoiceProps) {
  return (
    <select
      class="select"
      aria-label={label}
      data-chosen={value !== null || undefined}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {options.map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** Names as options, in their order, with what is chosen, also when it is none of them any more. */
export function optionsOf(names: readonly string[], chosen: string | null): FilterChoiceProps['options'] {
  const all = new Set(chosen === null ? names : [...names, chosen]);
  return [...all].sort((a, b) => a.localeCompare(b, 'en')).map((name) => [name, name] as const);
}
