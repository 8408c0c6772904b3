/** The bell with a price line through it: the same drawing as the icon of the installed page. */
export function Brand() {
  return (
    <a class="brand" href="/" aria-label="Pricebell: coins">
      <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M16 6.5c-4 0-6.5 3-6.5 6.8 0 3.6-1 5.3-2.2 6.5-.5.5-.2 1.4.6 1.4h16.2c.8 0 1.1-.9.6-1.4-1.2-1.2-2.2-2.9-2.2-6.5 0-3.8-2.5-6.8-6.5-6.8Z" />
        <path d="M13.7 24.3a2.6 2.6 0 0 0 4.6 0" />
        <path d="m11.5 16.5 2.7-3 2.3 2 4-4.5" />
      </svg>
      <span class="brand-name">Pricebell</span>
    </a>
  );
}
