/** The bell with a price line through it: the same drawing as the icon of the installed page. */
export function Brand() {
  return (
    <a class="brand" href="/" aria-label="Pricebell: coins">
      <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M16 6.5c-4 0-6.5 3-6.5 6.8 0 3.6-1 5.3-2.2 6.5-.5.5-.2 1.4.6 1.4h16.2c.8 0 1.1-.9.6-1.4-1.2-1.2-2.2-2.9-2.2-6.5 0-3.800-2.500-6.800-6.500-6.800Z" />
        <path d="M13.700 24.300a2.600 2.600 0 0 0 4.600 0" />
        <path class="brand-line" d="M11 16.500l3-3 2.500 2 4.500-5" />
      </svg>
      <span class="brand-name">Pricebell</span>
    </a>
  );
}
