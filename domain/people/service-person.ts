/** Whose items and alerts are those of the service itself. The key of a person contains `#`, so nobody signs in as this one. */
export const SERVICE_PERSON = 'pricebell';
