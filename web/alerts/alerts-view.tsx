export function AlertsView() {
  return (
    <section aria-labelledby="alerts-title">
      <h1 id="alerts-title">Alerts</h1>
    </section>
  );
}
