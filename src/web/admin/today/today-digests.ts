import type { Config } from '../../../config/config.js';
import { DAY_MS, MINUTE_MS } from '../../../durations.js';
import { periodTitle } from '../../../i18n/period-title.js';
import type { Texts } from '../../../i18n/texts.js';
import type { MailingCounts } from '../../../mailing/read-mailing.js';
import { addDays } from '../../../model/calendar-date.js';
import type { DeskState } from '../../../model/desk-state.js';
import { periodicKinds } from '../../../model/digest.js';
import {
  type DigestName,
  digestName,
  dueMoment,
  lastDayOf,
  latestDueOf,
} from '../../../model/digest-period.js';
import type { ImportShare } from '../../../model/import-share.js';
import type { SendingControl } from '../../../model/sending-control.js';
import type { Queryable } from '../../../store/database.js';
import { findSendingControl } from '../../../store/deliveries/sending-control.js';
import { type CalendarDigest, calendarDigests, heldBeforeFreezing } from '../../../store/digests/calendar.js';
import { findDeskDigest } from '../../../store/digests/desk-digests.js';
import type { KeptAnswer } from '../../http/kept-answers.js';
import type { MailingReader } from '../../http/mailing-reader.js';
import { nextDigestDay } from '../../sentences/next-digest.js';
import { stateOf, stateView } from '../digests/state-words.js';
import { mailingState } from '../mailing/mailing-words.js';

/** A digest of which somebody asks whether it went out, or when it will. */
export interface DueDigest extends DigestName {
  readonly dueAt: Date;
  /** Null while it is not frozen. */
  readonly standing: CalendarDigest | null;
  /** Whether somebody holds it before it is frozen. */
  readonly isHeld: boolean;
  readonly control: SendingControl | null;
  /** Null while they are counted, and where nothing is mailed yet. */
  readonly counts: KeptAnswer<MailingCounts> | null;
}

export interface TodaysDigests {
  readonly next: DueDigest;
  /** The newest of each kind that is due; of days also the newest that holds papers, where the newest rests. */
  readonly due: readonly DueDigest[];
}

interface Reading {
  readonly database: Queryable;
  readonly config: Pick<Config, 'digestTime' | 'digestTimezone' | 'digestApproval'>;
  readonly mailings: MailingReader;
  readonly now: Date;
}

/** A digest of a week or a month is news for so long. */
const NEWS_FOR_MS = 2 * DAY_MS;
/** Further back than holidays last nobody looks for a digest that holds papers. */
const LOOK_BACK_DAYS = 14;
/** A list may be read late, and freezing takes its time. */
const LATE_AFTER_MS = 30 * MINUTE_MS;

/** The next digest and the latest, each with how far its mailing is. */
export async function readTodaysDigests(reading: Reading): Promise<TodaysDigests> {
  const { database, config, now } = reading;
  const { digestTime, digestTimezone } = config;
  const names = periodicKinds
    .map((kind): DigestName => ({ kind, period: latestDueOf(kind, now, digestTime, digestTimezone) }))
    .filter((name) => name.kind === 'daily' || now.getTime() - dueAtOf(name, config).getTime() < NEWS_FOR_MS);
  const next: DigestName = { kind: 'daily', period: nextDigestDay(config, now) };
  const oldest = [...names, next].map(({ period }) => period).sort()[0] ?? next.period;
  const from = addDays(oldest, -LOOK_BACK_DAYS);
  const [stored, held] = await Promise.all([
    calendarDigests(database, { from, until: lastDayOf('daily', next.period) }),
    heldBeforeFreezing(database),
  ]);
  const find = <D extends DigestName>(all: readonly D[], { kind, period }: DigestName) =>
    all.find((digest) => digest.kind === kind && digest.period === period) ?? null;
  const [daily] = names;
  const withPapers = stored.findLast(
    (digest) => digest.kind === 'daily' && digest.paperCount > 0 && digest.period <= (daily?.period ?? ''),
  );
  const shown = [
    ...names,
    ...(withPapers === undefined || withPapers.period === daily?.period ? [] : [withPapers]),
  ];
  const read = async (name: DigestName): Promise<DueDigest> => ({
    ...(await readOne(reading, name, find(stored, name))),
    isHeld: find(held, name) !== null,
  });
  return { next: await read(next), due: await Promise.all(shown.map(read)) };
}

async function readOne(
  { database, config, mailings }: Reading,
  { kind, period }: DigestName,
  standing: CalendarDigest | null,
): Promise<Omit<DueDigest, 'isHeld'>> {
  const isMailed = standing !== null && standing.releasedAt !== null && standing.paperCount > 0;
  const [control, counts] = isMailed
    ? await Promise.all([findSendingControl(database, standing.id), mailings.counts.get(standing.id)])
    : [null, null];
  return { kind, period, dueAt: dueAtOf({ kind, period }, config), standing, control, counts };
}

function dueAtOf(name: DigestName, { digestTime, digestTimezone }: Reading['config']): Date {
  return dueMoment(name, digestTime, digestTimezone);
}

/** Of those that are due, the ones that nobody froze though it is time. */
export function lateDigests(
  { due }: TodaysDigests,
  config: Reading['config'],
  now: Date,
): readonly DueDigest[] {
  return due.filter(
    (digest) =>
      now.getTime() - digest.dueAt.getTime() > LATE_AFTER_MS && stateOfDue(digest, config, now) === 'late',
  );
}

/** What is not on its way to its readers because somebody has to approve it, or holds it though it is due. */
export async function stoppedDigests(
  { next, due }: TodaysDigests,
  { database, config, now }: Omit<Reading, 'mailings'>,
): Promise<readonly StoppedDigest[]> {
  const stopped = [...due, next].map(async (digest): Promise<readonly StoppedDigest[]> => {
    const { kind, period, dueAt } = digest;
    const state = stateOfDue(digest, config, now);
    if (state === 'waiting') return [{ kind, period, state, share: null }];
    if (state !== 'held') return [];
    const { hold } = await findDeskDigest(database, { kind, period });
    const share = hold?.share ?? null;
    // What an operator holds on purpose wants nobody before its time; what the service holds does.
    return dueAt <= now || share !== null ? [{ kind, period, state, share }] : [];
  });
  return (await Promise.all(stopped)).flat();
}

export interface StoppedDigest extends DigestName {
  readonly state: 'waiting' | 'held';
  /** Where the service holds it after a large import. */
  readonly share: ImportShare | null;
}

function stateOfDue(digest: DueDigest, config: Reading['config'], now: Date): DeskState {
  return stateOf(digest, { frozen: digest.standing, isHeld: digest.isHeld }, config, now);
}

/** As the page shows it. */
export function dueDigestView(texts: Texts, digest: DueDigest, config: Reading['config'], now: Date) {
  const { kind, period, standing, control, counts } = digest;
  const name = digestName(kind, period);
  const plain = stateView(texts, stateOfDue(digest, config, now));
  const mailing =
    standing === null || control === null
      ? null
      : mailingState(texts, { digest: standing, counts: counts?.answer ?? null, control }, now);
  return {
    title: periodTitle(texts, kind, period),
    href: `/admin/digests/${name}`,
    mailing: mailing === null ? null : `/admin/digests/${name}/mailing`,
    papers: standing === null ? null : texts.t('admin-today.papers', { papers: standing.paperCount }),
    state: mailing?.text ?? texts.t('admin-today.is', { state: plain.text }),
    tone: mailing === null ? plain.tone : (mailing.tone ?? ''),
    isLive: mailing?.isLive ?? false,
  };
}
