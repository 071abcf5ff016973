/** How long a worker's claim holds without being renewed. */
export const LEASE_SECONDS = 30;

/** How long a worker's claim holds, as SQL; judged by the database's clock, the one clock that all workers share. */
export const LEASE = `interval '${LEASE_SECONDS} seconds'`;

/**
 * Ends all leases, whoever holds them. Whoever takes a lease from its holder locks the slice for an update of its key,
 * though that stays: what marks rows under the lease waits for this alone, or this for that.
 */
export const END_ALL_LEASES = `
  WITH held AS (SELECT id FROM slices WHERE worker IS NOT NULL ORDER BY id FOR UPDATE)
  UPDATE slices s SET worker = NULL, lease_until = NULL FROM held WHERE s.id = held.id`;

/** How often a lease must be renewed: two renewals may fail. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1_000) / 3;

/** Deliveries in a slice, which one worker claims at a time. */
export const SLICE_SIZE = 1_000;
