export function AboutView() {
  return (
    <section aria-labelledby="about-title">
      <h1 id="about-title">About</h1>
    </section>
  );
}
