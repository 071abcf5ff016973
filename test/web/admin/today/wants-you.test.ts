import { beforeAll, describe, expect, it } from 'vitest';
import { loadTexts } from '../../../../src/i18n/load-texts.js';
import type { Texts } from '../../../../src/i18n/texts.js';
import { permissionsOf } from '../../../../src/model/permission.js';
import { type Standing, wantsYou } from '../../../../src/web/admin/today/wants-you.js';

const well: Standing = {
  permissions: permissionsOf('owner'),
  hasSecondFactor: true,
  troubles: { paused: [], uncertain: [], alarms: [], isMailHeld: false },
  late: [],
  stopped: [],
  sources: [{ source: 'huggingface', state: 'ok' }],
  workersAlive: 1,
  findings: [{ check: 'database', verdict: 'ok' }],
};

const day = { kind: 'daily', period: '2026-03-23' } as const;
const week = { kind: 'weekly', period: '2026-03-23' } as const;
const alarm = {
  level: 'warn',
  reason: 'complaints',
  digestId: 1,
  sent: 500,
  cameBack: 3,
  raisedAt: new Date('2026-03-24T08:00:00Z'),
} as const;

describe('what wants an operator', () => {
  let texts: Texts;
  beforeAll(async () => {
    texts = (await loadTexts()).en;
  });

  it('is nothing where all is well', () => {
    expect(wantsYou(texts, well)).toEqual([]);
  });

  it.each<[string, Partial<Standing>, string, string | null]>([
    ['held mail', { troubles: { ...well.troubles, isMailHeld: true } }, 'bad', null],
    ['no worker', { workersAlive: 0 }, 'bad', '/admin/system'],
    ['a digest that was not made', { late: [day] }, 'bad', '/admin/digests/2026-03-23'],
    [
      'a digest to approve',
      { stopped: [{ ...day, state: 'waiting', share: null }] },
      'warn',
      '/admin/digests/2026-03-23',
    ],
    [
      'a digest that is held',
      { stopped: [{ ...week, state: 'held', share: null }] },
      'warn',
      '/admin/digests/2026-W13',
    ],
    [
      'a mailing that is paused',
      { troubles: { ...well.troubles, paused: [day] } },
      'bad',
      '/admin/digests/2026-03-23/mailing',
    ],
    [
      'an alarm',
      { troubles: { ...well.troubles, alarms: [{ ...alarm, digest: week }] } },
      'bad',
      '/admin/digests/2026-W13/mailing',
    ],
    [
      'uncertain deliveries',
      { troubles: { ...well.troubles, uncertain: [{ digest: day, count: 3 }] } },
      'bad',
      '/admin/digests/2026-03-23/uncertain',
    ],
    ['a source that is down', { sources: [{ source: 'arxiv', state: 'down' }] }, 'bad', '/admin/sources'],
    [
      'a source that was not read',
      { sources: [{ source: 'arxiv', state: 'stale' }] },
      'bad',
      '/admin/sources',
    ],
    ['a fault', { findings: [{ check: 'SPF', verdict: 'fault' }] }, 'bad', '/admin/system/doctor'],
    ['a warning', { findings: [{ check: 'disk', verdict: 'warning' }] }, 'warn', '/admin/system/doctor'],
    ['no second factor', { hasSecondFactor: false }, 'warn', '/admin/me'],
  ])('is %s', (_, differs, tone, href) => {
    expect(wantsYou(texts, { ...well, ...differs })).toEqual([
      expect.objectContaining({ tone, href, text: expect.stringMatching(/\.$/) }),
    ]);
  });

  it('is no finding for who may not look at the system', () => {
    const findings = [{ check: 'SPF', verdict: 'fault' }] as const;
    expect(wantsYou(texts, { ...well, findings, permissions: permissionsOf('viewer') })).toEqual([]);
  });
});
