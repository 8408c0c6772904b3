export function OperatorView() {
  return (
    <section aria-labelledby="operator-title">
      <h1 id="operator-title">Operator</h1>
    </section>
  );
}
