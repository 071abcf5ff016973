import type { Database } from '../store/database.js';
import { noteDnsFaults } from '../store/dns-faults.js';
import { isHeard } from '../store/outbox.js';

export interface DnsWatch {
  readonly database: Database;
  readonly clock: () => Date;
  /** Names of the checks of DNS that find a fault; absent: nobody looks. */
  readonly lookAtDns?: () => Promise<readonly string[]>;
}

/** Has DNS looked at where somebody wants to be told of its faults; else nothing is asked. */
export async function watchDns({ database, clock, lookAtDns }: DnsWatch): Promise<void> {
  if (lookAtDns === undefined || !(await isHeard(database, 'dns.failing'))) return;
  await noteDnsFaults(database, await lookAtDns(), clock());
}
