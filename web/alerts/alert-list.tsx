import { useEffect, useRef } from 'preact/hooks';
import type { ListRow } from './arrange-rows.ts';
import { keysOfList } from './keys-of-list.ts';
import { order, orderAgain, rows, selection } from './list-state.ts';
import { AlertRow } from './row/alert-row.tsx';
import { GroupRow } from './row/group-row.tsx';
import { extendTo, NOTHING_SELECTED, selectAll, toggle } from './selection.ts';
import { useMoreOnScroll } from './use-more-on-scroll.ts';

/** Rows take the order of the prices so often, while nobody is at them. */
const ORDER_EVERY_MS = 10_000;

export function AlertList() {
  const list = useRef<HTMLDivElement>(null);
  const { shown, end } = useMoreOnScroll(rows.value.length);
  useEffect(() => {
    const timer = setInterval(() => isInUse(list.current) || orderAgain(), ORDER_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that come up from the controls of its rows
    <div class="panel alerts-panel" ref={list} onKeyDown={keysOfList}>
      <ListHead />
      <ul class="alerts-rows" aria-label="Alerts">
        {rows.value.slice(0, shown).map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      <div ref={end} />
    </div>
  );
}

/** Somebody points at it, has the focus in it, has selected rows, or has scrolled down to read. */
function isInUse(list: HTMLElement | null): boolean {
  if (!list || document.hidden) return false;
  const isTouched = list.matches(':hover') || list.contains(document.activeElement);
  return isTouched || selection.peek().ids.size > 0 || scrollY > list.offsetTop;
}

function ListHead() {
  const count = selection.value.ids.size;
  const total = order.value.length;
  return (
    <div class="alerts-columns">
      <label class="alerts-pick">
        <input
          type="checkbox"
          aria-label="Select all"
          checked={count > 0 && count === total}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && count < total;
          }}
          onChange={() => {
            selection.value = count === total ? NOTHING_SELECTED : selectAll(order.peek());
          }}
        />
        <span class="alerts-label">Select all</span>
      </label>
      <span>Alert</span>
      <span>To go</span>
      <span>Status</span>
      <span>Last fired</span>
      <span>Sent to</span>
      <span />
    </div>
  );
}

function Row({ row }: { row: ListRow }) {
  const pick = {
    isSelected: selection.value.ids.has(row.id),
    onPick: (withShift: boolean) => {
      const before = selection.peek();
      selection.value = withShift ? extendTo(before, row.id, order.peek()) : toggle(before, row.id);
    },
  };
  if (row.kind === 'group') return <GroupRow group={row.group} members={row.members} pick={pick} />;
  return <AlertRow alert={row.alert} pick={pick} />;
}
