import type { Texts } from '../../../i18n/texts.js';
import type { Watch } from '../../../store/feedback/watches.js';

interface WatchShown {
  readonly most: number;
  /** Whether readers are named, by their number and never by their address. */
  readonly seesReaders: boolean;
  /** Of hard bounces by how sure they are. */
  readonly grades: ReadonlyMap<string, number>;
}

/** Readers whose address is likely dead, and how sure verdicts were lately. */
export function watchView({ t, dates }: Texts, watches: readonly Watch[], shown: WatchShown) {
  const { most, seesReaders, grades } = shown;
  return {
    grades: t('admin-mail.grades', {
      certain: grades.get('certain') ?? 0,
      likely: grades.get('likely') ?? 0,
    }),
    rows: watches.slice(0, most).map(({ subscriberId, at, reason, words }) => ({
      reader: seesReaders ? t('admin-mail.reader', { id: String(subscriberId) }) : t('admin-mail.a-reader'),
      at: dates.moment(at),
      iso: at.toISOString(),
      reason,
      words,
    })),
    more: watches.length > most,
  };
}
