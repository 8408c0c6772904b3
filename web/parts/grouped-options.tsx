import type { ChoiceGroup } from './metric-words.ts';

/** The options of a list, under their headings. A list with one heading needs none. */
export function GroupedOptions({ groups }: { groups: readonly ChoiceGroup<string>[] }) {
  if (groups.length === 1) return <Options options={groups[0]?.options ?? []} />;
  return (
    <>
      {groups.map(({ label, options }) => (
        <optgroup key={label} label={label}>
          <Options options={options} />
        </optgroup>
      ))}
    </>
  );
}

function Options({ options }: Pick<ChoiceGroup<string>, 'options'>) {
  return (
    <>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </>
  );
}
