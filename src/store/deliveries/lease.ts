/** How long a worker's claim holds without being renewed. */
export const LEASE_SECONDS = 30;

/** How long a worker's claim holds, as SQL; judged by the database's clock, the one clock that all workers share. */
export const LEASE = `interval '${LEASE_SECONDS} seconds'`;

/** How often a lease must be renewed: two renewals may fail. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1_000) / 3;

/** Deliveries in a slice, which one worker claims at a time. */
export const SLICE_SIZE = 1_000;
