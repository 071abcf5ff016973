import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../../src/i18n/load-texts.js';
import { queueNames } from '../../../src/jobs/queue-plan.js';
import { schedulesFor } from '../../../src/jobs/schedules.js';
import { languages } from '../../../src/model/language.js';
import { roles } from '../../../src/model/role.js';
import { everyWords } from '../../../src/web/admin/system/queue-views.js';

const schedules = schedulesFor({ pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' });

describe.each(languages)('in %s', (language) => {
  it('each queue, each schedule and each role has its words', async () => {
    const { t } = (await loadTexts())[language];
    const keys = [
      ...queueNames.map((name) => `admin-system.queue-${name}`),
      ...schedules.map(({ id }) => `admin-system.schedule-${id}`),
      ...roles.flatMap((role) => [`admin-operators.role-${role}`, `admin-operators.may-${role}`]),
    ];
    for (const key of keys) expect(t(key)).not.toBe('');
  });
});

it('says of each schedule how often it runs', async () => {
  const { en } = await loadTexts();
  for (const { id, repeat } of schedules) {
    const words = everyWords(en, id, repeat.every === undefined ? null : repeat.every / 1_000);
    if (repeat.pattern === undefined) expect(words).toMatch(/^every \d+ (seconds|minutes)$/);
    else expect([id, words]).toEqual([id, `each ${stretchOf(repeat.pattern)}`]);
  }
});

/** Of a pattern of cron: minute, hour, day of the month, month, day of the week. */
function stretchOf(pattern: string): string {
  const [, hour, day, , weekday] = pattern.split(' ');
  if (hour === '*') return 'hour';
  if (weekday !== '*') return 'week';
  return day === '*' ? 'day' : 'month';
}
