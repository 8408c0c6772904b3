export function FiredView() {
  return (
    <section aria-labelledby="fired-title">
      <h1 id="fired-title">Fired</h1>
    </section>
  );
}
