import { createClosers } from '../../closers.js';
import type { Config } from '../../config/config.js';
import { refuseExposedMailbox } from '../../config/mailbox-exposure.js';
import { configOf } from '../../config/read-config.js';
import { readSettings, type UnknownName } from '../../config/read-settings.js';
import { verifyRelays } from '../../delivery/relays/verify-relays.js';
import type { Finding } from '../../dns/finding.js';
import type { LocalMailbox } from '../../embedded/mailbox.js';
import { BroadsheetError } from '../../errors.js';
import { loadTexts } from '../../i18n/load-texts.js';
import { openQueueBackend } from '../../jobs/backend.js';
import { openLog } from '../../log.js';
import { dateIn } from '../../model/calendar-date.js';
import type { PaperLookup, Source } from '../../sources/source.js';
import { readingProgress } from '../../store/papers/paper-readings.js';
import { hasQueueTables } from '../../store/queue-tables.js';
import { openViews } from '../../web/http/open-views.js';
import { type AppContext, openMailbox, openStores, type Stores } from '../../wiring/wiring.js';
import { inspectHeldMail } from '../../wiring/wiring-data.js';
import { type MailRenderer, openDelivery, openMailRenderer } from '../../wiring/wiring-mail.js';
import { openSources } from '../../wiring/wiring-sources.js';
import { lookAtDisk } from '../doctor/look-at-disk.js';
import { lookAtDns } from '../doctor/look-at-dns.js';
import { lookAtKeys } from '../doctor/look-at-keys.js';
import { judgeLinks } from '../doctor/look-at-links.js';
import { lookAtOperators } from '../doctor/look-at-operators.js';
import { lookAtSite } from '../doctor/look-at-site.js';
import { lookAtTimeZones } from '../doctor/look-at-time-zones.js';
import { lookAtWorkers } from '../doctor/look-at-workers.js';
import { CHECK_BOUND_MS, openReport, type Report } from '../doctor/report.js';
import type { Well } from '../doctor/say.js';
import type { Terminal } from '../terminal.js';
import { unknownText } from '../unknown-text.js';
import { checkClock, checkDurability } from './doctor-database.js';

/** One that is there for good. */
const KNOWN_PAPER = '1706.03762';

export interface DoctorOptions {
  readonly json?: boolean;
}

/**
 * `broadsheet doctor`: looks at everything the service needs, each by using it, and goes on after a fault. Changes
 * nothing.
 * @returns 0 where nothing is at fault, 1 where something is, 78 where the configuration cannot be used
 */
export async function doctorCommand(terminal: Terminal, { json = false }: DoctorOptions): Promise<number> {
  const report = openReport(terminal, json, (await loadTexts()).en);
  const config = await report.look('configuration', async () => {
    const settings = readSettings(terminal.settings);
    const read = configOf(settings);
    report.add(settings.unknown.map(unknownSetting));
    const values = { role: read.role, url: read.publicUrl };
    return [read, { text: 'doctor.configuration', values }];
  });
  if (config === null) {
    report.end();
    return 78;
  }
  const log = await openLog('silent', terminal.stderr);
  const app: AppContext = { config, log, closers: createClosers(log), clock: () => new Date() };
  try {
    await lookAtParts(app, report);
  } finally {
    await app.closers.closeAll();
  }
  return report.end();
}

function unknownSetting(name: UnknownName): Finding {
  return { check: 'setting', verdict: 'unasked', text: unknownText(name), todo: null, records: [] };
}

/** What a running service has open already, and what would not open twice. */
export interface OpenedParts {
  readonly stores: Stores;
  readonly mailbox: LocalMailbox | null;
}

/** @param opened by the service that looks at itself; absent: what is needed is opened */
export async function lookAtParts(
  app: AppContext,
  { look, add }: Pick<Report, 'look' | 'add'>,
  opened?: OpenedParts,
): Promise<void> {
  const { en } = await loadTexts();
  const mailRenderer = await look('templates and signing key', () => checkMailRenderer(app));
  add([await lookAtDisk(app.config.dataDir, en)]);
  const stores = await look('database', async () =>
    checkDatabase(opened?.stores ?? (await openStores(app)), app.config),
  );
  if (stores !== null) {
    await look('clock', () => checkClock(stores));
    add([await lookAtTimeZones(stores, en)]);
    await look('durability', () => checkDurability(stores));
    await look('mail is let out', () => checkHeldMail(stores));
    await look('queue', () => checkQueue(stores));
    add([await lookAtWorkers(stores, en), await lookAtKeys(stores, en)]);
    add(await lookAtOperators(stores, en));
    if (mailRenderer !== null) await look('mail server', () => checkMail(stores, mailRenderer, opened));
  }
  if (mailRenderer !== null) {
    const { publicUrl, brand } = app.config;
    add(judgeLinks({ publicUrl, links: brand.links }, mailRenderer.texts.en));
  }
  add(await lookAtDns(app.config, en));
  add(await lookAtSite(app, stores?.secretKeys ?? app.config.secretKeys, en));
  const { sources, lookup } = openSources(app);
  for (const source of sources) await look(`source ${source.name}`, () => checkSource(app, source));
  if (lookup !== null && sources.every(({ name }) => name !== lookup.name))
    await look(`source ${lookup.name}`, () => checkLookup(lookup));
}

async function checkMailRenderer({ config }: AppContext): Promise<[MailRenderer, Well]> {
  const mailRenderer = await openMailRenderer(config);
  if (config.webTemplates !== null)
    openViews(config, mailRenderer.texts, { mailboxOpen: true, shareImagesDrawn: true });
  const domains = [...new Set(config.dkim.map(({ domain }) => domain))];
  const values = { count: domains.length, domains: domains.join(', ') };
  return [mailRenderer, { text: 'doctor.templates', values }];
}

async function checkDatabase(stores: Stores, config: Config): Promise<[Stores, Well]> {
  const { rows } = await stores.database.query<{ server_version: string }>('SHOW server_version');
  const kind = config.databaseUrl === null ? 'embedded' : 'given';
  const { unread } = await readingProgress(stores.database);
  const values = { version: rows[0]?.server_version ?? '', kind, unread };
  return [stores, { text: 'doctor.database', values }];
}

async function checkHeldMail(stores: Stores): Promise<[true, Well]> {
  const held = await inspectHeldMail(stores);
  if (held !== null) throw new BroadsheetError('MAIL_HELD', held);
  return [true, { text: 'doctor.mail-let-out' }];
}

/** In PostgreSQL nothing is opened: the queue would make its tables, and doctor changes nothing. */
async function checkQueue({ config, database, databaseUrl, log, closers }: Stores): Promise<[true, Well]> {
  const { redisUrl, redisCa } = config;
  if (redisUrl === null) {
    const isMade = await hasQueueTables(database);
    return [true, { text: isMade ? 'doctor.queue-postgresql' : 'doctor.queue-unmade' }];
  }
  const backend = await openQueueBackend({ databaseUrl, redisUrl, redisCa, log });
  closers.add('queue-backend', () => backend.close());
  const faults = await backend.unfitness();
  if (faults.length > 0) throw new BroadsheetError('QUEUE_UNFIT', `${faults.join('. ')}.`);
  return [true, { text: 'doctor.queue-redis' }];
}

async function checkMail(
  stores: Stores,
  mailRenderer: MailRenderer,
  opened: OpenedParts | undefined,
): Promise<[true, Well]> {
  const mailbox = opened === undefined ? await openMailbox(stores) : opened.mailbox;
  const { relays } = openDelivery(stores, mailRenderer, mailbox);
  await verifyRelays(relays, stores.config.mailFrom.address);
  refuseExposedMailbox(stores.config);
  if (stores.config.relays.length === 0) return [true, { text: 'doctor.built-in-mailbox' }];
  return [true, { text: 'doctor.relays', values: { count: relays.length } }];
}

async function checkSource({ clock }: AppContext, source: Source): Promise<[true, Well]> {
  const today = dateIn('UTC', clock());
  try {
    const { listed } = await source.fetchList(today, AbortSignal.timeout(CHECK_BOUND_MS));
    return [true, { text: 'doctor.source-lists', values: { papers: listed.length } }];
  } catch (error) {
    if (error instanceof BroadsheetError && error.code === 'LIST_NOT_OPEN')
      return [true, { text: 'doctor.source-not-open' }];
    throw error;
  }
}

async function checkLookup(lookup: PaperLookup): Promise<[true, Well]> {
  await lookup.fetchPapers([KNOWN_PAPER], AbortSignal.timeout(CHECK_BOUND_MS));
  return [true, { text: 'doctor.source-answers' }];
}
