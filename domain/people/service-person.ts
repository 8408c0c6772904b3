/** Whose items and alerts are those of the service itself. The key of a person contains `#`, so nobody signs in as this one. */
export const SERVICE_PERSON = 'pricebell';

/** Whose item is the key that signs pushes: who calls hosts of other people may read this one, and nothing else of the service. */
export const PUSH_PERSON = 'pricebell-push';
