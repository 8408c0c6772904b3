import { Dialog } from '../parts/dialog.tsx';
import { KEY_COMMANDS } from './key-commands.ts';
import { isHelpShown } from './keys.ts';

const OF_THE_CHART = [
  { keys: ['↑', '↓'], label: 'Move the line that has the focus by one tick' },
  { keys: ['Shift', '↑'], label: 'Move it by ten ticks' },
  { keys: ['Esc'], label: 'Put it back' },
];

/** The keys of the page, on `?`. */
export function Help() {
  if (!isHelpShown.value) return null;
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        isHelpShown.value = false;
      }}
    >
      <dl class="help-keys">
        {[...KEY_COMMANDS, ...OF_THE_CHART].map(({ keys, label }) => (
          <div key={label}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
