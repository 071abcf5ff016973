import { beforeAll, describe, expect, it } from 'vitest';
import { loadTexts } from '../../../src/i18n/load-texts.js';
import type { Texts } from '../../../src/i18n/texts.js';
import { permissionsOf } from '../../../src/model/permission.js';
import { type Standing, wantsYou } from '../../../src/web/admin/wants-you.js';

const well: Standing = {
  permissions: permissionsOf('owner'),
  hasSecondFactor: true,
  state: { waiting: {}, alarms: {}, pausedDigests: 0, mailHeld: false },
  sources: [{ source: 'huggingface', state: 'ok' }],
  workersAlive: 1,
  findings: [{ check: 'database', verdict: 'ok' }],
};

describe('what wants an operator', () => {
  let texts: Texts;
  beforeAll(async () => {
    texts = (await loadTexts()).en;
  });

  it('is nothing where all is well', () => {
    expect(wantsYou(texts, well)).toEqual([]);
  });

  it.each<[string, Partial<Standing>, string, string | null]>([
    ['held mail', { state: { ...well.state, mailHeld: true } }, 'bad', null],
    ['no worker', { workersAlive: 0 }, 'bad', '/admin/system'],
    ['paused digests', { state: { ...well.state, pausedDigests: 2 } }, 'bad', null],
    ['alarms', { state: { ...well.state, alarms: { warning: 1, critical: 1 } } }, 'bad', null],
    ['uncertain deliveries', { state: { ...well.state, waiting: { uncertain: 3 } } }, 'bad', null],
    ['a source that is down', { sources: [{ source: 'arxiv', state: 'down' }] }, 'bad', null],
    ['a source that was not read', { sources: [{ source: 'arxiv', state: 'stale' }] }, 'bad', null],
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
