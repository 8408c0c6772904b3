import './fired.css';
import { useEffect, useState } from 'preact/hooks';
import { describeError } from '../api/api-error.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { session, signIn } from '../session/session.ts';
import { me } from '../store/me.ts';
import { showToast } from '../store/toasts.ts';
import { unseenFires } from '../store/triggers.ts';
import { FireDays } from './fire-days.tsx';
import { writeFiredCsv } from './fired-csv.ts';
import { isFiredFiltered, NO_FIRED_FILTER } from './fired-filter.ts';
import { FiredFilterBar } from './fired-filter-bar.tsx';
import {
  filter,
  fires,
  firesLoad,
  followStore,
  hasOlder,
  loadFires,
  loadOlder,
  MAX_EXPORTED,
  openedFire,
  readAll,
  setFilter,
  showNew,
  startAgain,
} from './fired-list.ts';
import { LinkedFire } from './linked-fire.tsx';
import { useUnfinished } from './use-unfinished.ts';

const ROWS_EXPECTED = 8;

export function FiredView() {
  const isSignedIn = session.value.state === 'signed-in';
  return (
    <section aria-labelledby="fired-title" class="fired">
      <header class="fired-head">
        <h1 id="fired-title">Fired</h1>
        {isSignedIn && <ExportButton />}
      </header>
      {isSignedIn ? <Body /> : <SignedOut />}
    </section>
  );
}

function ExportButton() {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const all = await readAll();
      const name = `pricebell-fired-${new Date().toISOString().slice(0, 10)}.csv`;
      saveFile({ name, type: 'text/csv;charset=utf-8', text: writeFiredCsv(all, me.value?.webhooks ?? []) });
      if (all.length === MAX_EXPORTED) showToast({ title: `The file has the newest ${MAX_EXPORTED} fires.` });
    } catch (error) {
      showToast({ tone: 'bad', title: 'Nothing was exported.', text: describeError(error) });
    }
    setBusy(false);
  };
  return (
    <Button icon="download" busy={isBusy} onClick={() => void save()}>
      CSV
    </Button>
  );
}

function Body() {
  const { coin, state, from, to } = filter.value;
  useEffect(() => {
    unseenFires.value = 0;
    void startAgain();
    return followStore();
  }, [coin, state, from, to]);
  useEffect(() => {
    unseenFires.value = 0;
  }, [fires.value]);
  useUnfinished();
  return (
    <>
      <FiredFilterBar />
      <LinkedFire key={openedFire.value} />
      <List />
      {fires.value.waiting.length > 0 && (
        <button type="button" class="fired-new" onClick={showNew}>
          {fires.value.waiting.length} new ↑
        </button>
      )}
    </>
  );
}

function List() {
  const load = firesLoad.value;
  if (load.state === 'error') return <ErrorNote problem={load.problem} onRetry={() => void loadFires()} />;
  if (load.state !== 'ready') {
    return (
      <div class="panel">
        <Skeleton rows={ROWS_EXPECTED} label="Fires are loading" />
      </div>
    );
  }
  const { shown } = fires.value;
  if (shown.length === 0 && !hasOlder.value) return <NothingFired />;
  return (
    <>
      {load.problem && <ErrorNote problem={load.problem} onRetry={() => void loadFires()} />}
      <FireDays fires={shown} />
      <Older />
    </>
  );
}

function NothingFired() {
  if (isFiredFiltered(filter.value)) {
    return (
      <div class="panel">
        <EmptyState icon="funnel" text="Nothing that fired matches the filter.">
          <Button onClick={() => setFilter(NO_FIRED_FILTER)}>Show all that fired</Button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div class="panel">
      <EmptyState icon="history" text="Nothing has fired yet. What fires is listed here with its proof.">
        <a class="button" href="/alerts">
          Show the alerts
        </a>
      </EmptyState>
    </div>
  );
}

/** A page of a filtered list may be empty and not the last one. */
function Older() {
  const [isBusy, setBusy] = useState(false);
  if (!hasOlder.value) return <p class="fired-end muted">That is all.</p>;
  const read = async () => {
    setBusy(true);
    try {
      await loadOlder();
    } catch (error) {
      showToast({ tone: 'bad', title: 'Older ones could not be read.', text: describeError(error) });
    }
    setBusy(false);
  };
  return (
    <p class="fired-end">
      <Button busy={isBusy} onClick={() => void read()}>
        Show older
      </Button>
    </p>
  );
}

function SignedOut() {
  return (
    <div class="panel">
      <EmptyState icon="history" text="Sign in to see what fired, with its proof.">
        <Button kind="primary" icon="log-in" onClick={() => void signIn()}>
          Sign in
        </Button>
      </EmptyState>
    </div>
  );
}
