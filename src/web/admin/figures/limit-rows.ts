import type { Config } from '../../../config/config.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../durations.js';
import type { Texts } from '../../../i18n/texts.js';
import { type RateLimit, takenAt } from '../../../model/rate-window.js';
import { warmUpLimits } from '../../../model/warm-up.js';
import type { StoredTaken } from '../../../store/deliveries/send-limits.js';

export interface LimitFacts {
  readonly config: Pick<Config, 'relays' | 'domainLimits'>;
  readonly taken: ReadonlyMap<string, StoredTaken>;
  readonly now: Date;
}

const units = new Map<number, 'second' | 'minute' | 'hour' | 'day'>([
  [SECOND_MS, 'second'],
  [MINUTE_MS, 'minute'],
  [HOUR_MS, 'hour'],
  [DAY_MS, 'day'],
]);

/** What may leave by each relay and to each limited domain, and how much of it is used up now. */
export function limitRows(texts: Texts, { config, taken, now }: LimitFacts) {
  const { t } = texts;
  const relays = config.relays.flatMap(({ name, limits, warmUp }) => {
    const scope = `relay/${name}`;
    const warming = warmUpLimits(warmUp, now);
    return [
      ...limits.map((limit) => ({ scope, name, limit, about: t('admin-mail.limit-relay') })),
      ...warming.map((limit) => ({ scope, name, limit, about: t('admin-mail.limit-warm-up') })),
    ];
  });
  const domains = [...config.domainLimits].flatMap(([name, limits]) =>
    limits.map((limit) => ({ scope: `domain/${name}`, name, limit, about: t('admin-mail.limit-domain') })),
  );
  return [...relays, ...domains].map(({ scope, name, limit, about }) => {
    // Of every domain that has no limit of its own there is one each.
    const used = name === '*' ? null : takenAt(taken.get(scope) ?? {}, limit, now.getTime());
    return {
      name: name === '*' ? t('admin-mail.each-other-domain') : name,
      about,
      limit: limitWords(texts, limit),
      used: used === null ? '–' : texts.number(used),
      width: used === null ? 0 : Math.min(100, Math.round((100 * used) / limit.count)),
    };
  });
}

function limitWords({ t }: Texts, { count, periodMs }: RateLimit): string {
  return t(`admin-mail.per-${units.get(periodMs) ?? 'day'}`, { count });
}
