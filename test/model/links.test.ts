import { expect, it } from 'vitest';
import {
  confirmUrl,
  currentDigestUrl,
  digestPageUrl,
  resumeUrl,
  unsubscribeUrl,
} from '../../src/model/links.js';

const token = 'AAAAAYafAAAAAWsEK0Gldzvm89tBzxqz_8LJtu-3';

it.each([
  [confirmUrl('https://papers.example', token), `https://papers.example/confirm/${token}`],
  [unsubscribeUrl('https://papers.example', token), `https://papers.example/unsubscribe/${token}`],
  [resumeUrl('https://papers.example', token), `https://papers.example/resume/${token}`],
  [currentDigestUrl('https://papers.example', token), `https://papers.example/current-digest/${token}`],
  [
    digestPageUrl('https://papers.example', { kind: 'daily', period: '2026-03-23' }),
    'https://papers.example/digests/2026-03-23',
  ],
  [
    digestPageUrl('https://papers.example', { kind: 'weekly', period: '2026-03-23' }),
    'https://papers.example/digests/2026-W13',
  ],
  [confirmUrl('https://example.org/papers', token), `https://example.org/papers/confirm/${token}`],
])('%s', (made, expected) => {
  expect(made).toBe(expected);
  expect(new URL(made).href).toBe(expected);
});
