import './operator.css';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { session } from '../session/session.ts';
import { Alarms } from './alarms.tsx';
import { CoinStates } from './coin-states.tsx';
import { Deliveries } from './deliveries.tsx';
import { HealthPanel } from './health-panel.tsx';
import { loadOperator, operator, operatorLoad } from './operator-store.ts';
import { Queues } from './queues.tsx';

const EVERY_MS = 15_000;
const ROWS_EXPECTED = 8;

/** How the system is: for the admin group alone. Others get what an unknown address gets. */
export function OperatorView() {
  const isAdmin = session.value.state === 'signed-in' && session.value.admin;
  useEffect(() => {
    if (!isAdmin) return;
    void loadOperator();
    const timer = setInterval(() => void loadOperator(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isAdmin]);
  if (session.value.state === 'signing-in') return null;
  if (!isAdmin) return <EmptyState icon="circle-help" text="There is no such page." />;
  return (
    <section class="operator" aria-labelledby="operator-title">
      <h1 id="operator-title">Operator</h1>
      <Body />
    </section>
  );
}

function Body() {
  const load = operatorLoad.value;
  const shown = operator.value;
  if (load.state === 'error') return <ErrorNote problem={load.problem} onRetry={() => void loadOperator()} />;
  if (!shown) {
    return (
      <div class="panel">
        <Skeleton rows={ROWS_EXPECTED} label="The state of the system is loading" />
      </div>
    );
  }
  return (
    <>
      {load.state === 'ready' && load.problem && (
        <ErrorNote problem={load.problem} onRetry={() => void loadOperator()} />
      )}
      <HealthPanel health={shown.health} />
      <CoinStates />
      <Deliveries hours={shown.hours} />
      <Queues queues={shown.queues} />
      <Alarms />
    </>
  );
}
