import { describe, expect, it } from 'vitest';
import { parseDomainLimits, parseRelays } from '../../../src/delivery/relays/relay-settings.js';

const relay = { name: 'main', url: 'smtp://mail.example.org:587' };
const usual = { connections: 5, noticeConnections: 1 };
const parse = (...relays: object[]) => parseRelays(JSON.stringify(relays), usual);

describe('SMTP_RELAYS', () => {
  it('needs a name and a url only', () => {
    expect(parse(relay)).toEqual([
      { ...relay, weight: 1, ...usual, messagesPerConnection: null, limits: [], warmUp: null },
    ]);
  });

  it('takes a share, connections, limits and a warm-up', () => {
    const warmUp = { start: '2026-03-24', first: 500, growth: 1.5 };
    const connections = { connections: 20, noticeConnections: 2 };
    const more = { weight: 3, ...connections, messagesPerConnection: 50, perSecond: 9, perDay: 800, warmUp };
    expect(parse({ ...relay, ...more })).toEqual([
      {
        ...relay,
        weight: 3,
        ...connections,
        messagesPerConnection: 50,
        limits: [
          { periodMs: 1_000, count: 9 },
          { periodMs: 86_400_000, count: 800, aligned: true },
        ],
        warmUp,
      },
    ]);
  });

  it.each([
    ['{', /JSON array/],
    ['{}', /JSON array/],
    ['[]', /JSON array/],
    ['[1]', /relay 1 is no object/],
    [JSON.stringify([{ url: relay.url }]), /relay 1 needs a name/],
    [JSON.stringify([{ ...relay, name: 'Main!' }]), /needs a name/],
    [JSON.stringify([{ name: 'main' }]), /main needs a url/],
    [JSON.stringify([{ ...relay, url: 'http://secret.example' }]), /url of main cannot be used/],
    [JSON.stringify([relay, relay]), /one name/],
    [JSON.stringify([{ ...relay, perSecond: 0 }]), /main: perSecond/],
    [JSON.stringify([{ ...relay, weight: 1.5 }]), /main: weight/],
    [JSON.stringify([{ ...relay, perWeek: 1 }]), /knows no perWeek/],
    [JSON.stringify([{ ...relay, warmUp: { start: 'today', first: 1, growth: 2 } }]), /warmUp is/],
    [JSON.stringify([{ ...relay, warmUp: { start: '2026-03-24', first: 1, growth: 1 } }]), /warmUp is/],
  ])('refuses %s and tells no URL', (text, reason) => {
    expect(() => parseRelays(text, usual)).toThrow(reason);
    expect(() => parseRelays(text, usual)).not.toThrow(/secret/);
  });
});

describe('DOMAIN_LIMITS', () => {
  it('are rates by domain', () => {
    expect(parseDomainLimits('Example.org=20/second+5000/hour, *=100/minute')).toEqual(
      new Map([
        [
          'example.org',
          [
            { periodMs: 1_000, count: 20 },
            { periodMs: 3_600_000, count: 5_000 },
          ],
        ],
        ['*', [{ periodMs: 60_000, count: 100 }]],
      ]),
    );
  });

  it.each(['example.org', 'example.org=', 'example.org=5', 'example.org=0/hour', 'a b=1/hour', 'x=1/week'])(
    'refuse %s',
    (text) => expect(() => parseDomainLimits(text)).toThrow(),
  );
});
