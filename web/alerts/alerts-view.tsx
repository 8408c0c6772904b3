import './alerts.css';
import { useEffect } from 'preact/hooks';
import { openAlertForm } from '../alert-form/open-alert-form.ts';
import { watch } from '../live/live.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Menu } from '../parts/menu.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { session, signIn } from '../session/session.ts';
import { alerts, alertsBySymbol, alertsLoad, loadAlerts } from '../store/alerts.ts';
import { groups, groupsLoad } from '../store/groups.ts';
import { isFiltered, NO_FILTER } from './alert-filter.ts';
import { AlertList } from './alert-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filter, orderAgain, rows, setFilter } from './list-state.ts';
import { Dialogs } from './many/dialogs.tsx';
import { exportCsv, exportJson } from './many/import-export/export-alerts.ts';
import { shownDialog } from './many/shown-dialog.ts';
import { PausedNote } from './paused-note.tsx';
import { SelectionBar } from './selection-bar.tsx';

const ROWS_EXPECTED = 6;

export function AlertsView() {
  const symbols = [...alertsBySymbol.value.keys()].sort();
  useEffect(() => watch(symbols), [symbols.join()]);
  useEffect(orderAgain, []);
  return (
    <section aria-labelledby="alerts-title" class="alerts">
      <header class="alerts-head">
        <h1 id="alerts-title">Alerts</h1>
        {session.value.state === 'signed-in' && <HeadActions />}
      </header>
      <Body />
      <Dialogs />
    </section>
  );
}

function HeadActions() {
  return (
    <>
      {(alerts.value.size > 0 || groups.value.length > 0) && (
        <Button kind="primary" icon="plus" onClick={() => openAlertForm()}>
          New alert
        </Button>
      )}
      <Menu
        label="Import and export"
        items={[
          { label: 'Export as JSON', icon: 'download', run: () => void exportJson(filter.peek()) },
          { label: 'Export as CSV', icon: 'download', run: () => exportCsv(filter.peek()) },
          { label: 'Import…', icon: 'upload', run: () => (shownDialog.value = { kind: 'import' }) },
        ]}
      />
    </>
  );
}

function Body() {
  const load = alertsLoad.value;
  const isEmpty = alerts.value.size === 0 && groups.value.length === 0;
  if (session.value.state !== 'signed-in') return <SignedOut />;
  if (load.state === 'error') return <ErrorNote problem={load.problem} onRetry={() => void loadAlerts()} />;
  if ((load.state !== 'ready' && alerts.value.size === 0) || waitsForGroups()) {
    return (
      <div class="panel">
        <Skeleton rows={ROWS_EXPECTED} label="Alerts are loading" />
      </div>
    );
  }
  if (isEmpty) return <NoAlerts />;
  return (
    <>
      {load.state === 'ready' && load.problem && <ErrorNote problem={load.problem} onRetry={() => void loadAlerts()} />}
      <FilterBar />
      <PausedNote />
      {rows.value.length === 0 && isFiltered(filter.value) ? <NoMatch /> : <AlertList />}
      <SelectionBar />
    </>
  );
}

/** Members that are shown before their group is known would jump into its row. */
function waitsForGroups(): boolean {
  const { state } = groupsLoad.value;
  return (
    (state === 'idle' || state === 'loading') && [...alerts.value.values()].some(({ groupId }) => groupId !== null)
  );
}

function SignedOut() {
  return (
    <div class="panel">
      <EmptyState icon="bell" text="Sign in to see your alerts and to make new ones.">
        <Button kind="primary" icon="log-in" onClick={() => void signIn()}>
          Sign in
        </Button>
      </EmptyState>
    </div>
  );
}

function NoAlerts() {
  return (
    <div class="panel">
      <EmptyState icon="bell" text="No alerts yet. Make one, and Pricebell watches every trade for it.">
        <Button kind="primary" icon="plus" onClick={() => openAlertForm()}>
          New alert
        </Button>
      </EmptyState>
    </div>
  );
}

function NoMatch() {
  return (
    <div class="panel">
      <EmptyState icon="funnel" text="No alert matches the filter.">
        <Button onClick={() => setFilter({ ...NO_FILTER, sort: filter.peek().sort })}>Show all alerts</Button>
      </EmptyState>
    </div>
  );
}
