import { clientOf } from '../../model/client.js';

/** Postfix opens so many to one destination by default; one client cannot take the places of all. */
const MOST_OF_ONE_CLIENT = 20;

/** Who is connected, and since when without a message. */
export interface Places {
  /** @returns false where the client has as many connections as it may */
  take(session: string, remoteAddress: string): boolean;
  /** A message comes: the time begins anew. */
  stay(session: string): void;
  leave(session: string): void;
}

/** @param onLate is told of a session that brought no message within the time */
export function openPlaces(withinMs: number, onLate: (session: string) => void): Places {
  const taken = new Map<string, number>();
  const sessions = new Map<string, { readonly client: string; readonly late: NodeJS.Timeout }>();
  return {
    take: (session, remoteAddress) => {
      const client = clientOf(remoteAddress);
      const others = taken.get(client) ?? 0;
      if (others >= MOST_OF_ONE_CLIENT) return false;
      taken.set(client, others + 1);
      sessions.set(session, { client, late: setTimeout(onLate, withinMs, session).unref() });
      return true;
    },
    stay: (session) => sessions.get(session)?.late.refresh(),
    leave: (session) => {
      const held = sessions.get(session);
      if (held === undefined) return;
      sessions.delete(session);
      clearTimeout(held.late);
      const left = (taken.get(held.client) ?? 1) - 1;
      if (left === 0) taken.delete(held.client);
      else taken.set(held.client, left);
    },
  };
}
