import type { Finding } from '../../dns/finding.js';
import { DAY_MS, SECOND_MS } from '../../durations.js';
import type { Texts } from '../../i18n/texts.js';
import { CLOCK_MAY_BE_OFF_MS } from '../../store/database-clock.js';
import type { Reached } from './reach-site.js';
import { say } from './say.js';

const CHECK = 'PUBLIC_URL';
const PROXY = 'proxy';
const CERTIFICATE_DAYS = 14;

export interface Asked {
  readonly publicUrl: string;
  readonly now: Date;
  /** Whether a proof is this installation's. */
  isProof(proof: unknown): boolean;
}

/** What the service says of how a request arrived; see `SiteAnswer` of the web role. */
interface Arrival {
  readonly protocol: string;
  readonly peer: string;
  readonly forwarded: boolean;
  readonly believed: boolean;
}

type Said = Pick<Texts, 't'>;

/** Whether PUBLIC_URL leads to this installation, and how the proxy before it hands requests on. */
export function judgeSiteAnswer(asked: Asked, reached: Reached, texts: Said): readonly Finding[] {
  const { publicUrl, now } = asked;
  if (reached.kind === 'failure') return [unreached(publicUrl, reached, texts)];
  const arrival = arrivalOf(asked, reached.body);
  if (arrival === null) return [strange(publicUrl, reached.status, texts)];
  return [
    judgeCertificate(asked, reached.certificateEnds, texts),
    judgeProxy(publicUrl, arrival, texts),
    ...judgeClock(now, reached.date, texts),
  ];
}

/** Whether it was this installation that answered. */
export function isOwnSite(asked: Asked, reached: Reached): boolean {
  return reached.kind === 'answer' && arrivalOf(asked, reached.body) !== null;
}

/** Whether the proxy let a large body pass; the service itself refuses it by another status, since nothing takes it there. */
export function judgeBodyLimit(reached: Reached, texts: Said): Finding[] {
  if (reached.kind !== 'answer' || reached.status !== 413) return [];
  return [
    say(texts, PROXY, { verdict: 'fault', text: 'doctor.proxy-limit', todo: 'doctor.proxy-limit-todo' }),
  ];
}

function unreached(
  url: string,
  { code, message }: Extract<Reached, { kind: 'failure' }>,
  texts: Said,
): Finding {
  const isCertificate = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code);
  if (!isCertificate) {
    const told = { text: 'doctor.site-unreached', todo: 'doctor.site-unreached-todo' } as const;
    return say(texts, CHECK, { ...told, verdict: 'fault', values: { url, code } });
  }
  const told = { text: 'doctor.site-untrusted', todo: 'doctor.site-untrusted-todo' } as const;
  const values = { url, reason: `${code}: ${message.slice(0, 120)}` };
  return say(texts, CHECK, { ...told, verdict: 'fault', values });
}

function strange(url: string, status: number, texts: Said): Finding {
  const what = status >= 300 && status < 400 ? 'redirects' : status >= 500 ? 'unwell' : 'stranger';
  const told = { text: `doctor.site-${what}`, todo: `doctor.site-${what}-todo` } as const;
  return say(texts, CHECK, { ...told, verdict: 'fault', values: { url, status } });
}

function arrivalOf({ isProof }: Asked, body: string): Arrival | null {
  try {
    const { site } = JSON.parse(body) as { site?: Arrival & { proof: unknown } };
    return site !== undefined && isProof(site.proof) ? site : null;
  } catch {
    return null;
  }
}

function judgeCertificate({ publicUrl: url, now }: Asked, ends: Date | null, texts: Said): Finding {
  if (ends === null) {
    const told = { text: 'doctor.site-plain', todo: 'doctor.site-plain-todo' } as const;
    return say(texts, CHECK, { ...told, verdict: 'fault', values: { url } });
  }
  const days = Math.floor((ends.getTime() - now.getTime()) / DAY_MS);
  if (days < CERTIFICATE_DAYS) {
    const told = { text: 'doctor.site-certificate-ends', todo: 'doctor.site-certificate-ends-todo' } as const;
    const values = { url, days, day: ends.toISOString().slice(0, 10) };
    return say(texts, CHECK, { ...told, verdict: 'warning', values });
  }
  return say(texts, CHECK, { verdict: 'ok', text: 'doctor.site-own', values: { url, days } });
}

function judgeProxy(
  publicUrl: string,
  { protocol, peer, forwarded, believed }: Arrival,
  texts: Said,
): Finding {
  const isEncrypted = publicUrl.startsWith('https:');
  const values = { peer, protocol };
  if (isEncrypted && !forwarded) {
    const told = { text: 'doctor.proxy-silent', todo: 'doctor.proxy-silent-todo' } as const;
    return say(texts, PROXY, { ...told, verdict: 'fault', values });
  }
  if (forwarded && !believed) {
    const told = { text: 'doctor.proxy-unbelieved', todo: 'doctor.proxy-unbelieved-todo' } as const;
    return say(texts, PROXY, { ...told, verdict: 'fault', values });
  }
  if (isEncrypted && protocol !== 'https') {
    const told = { text: 'doctor.proxy-protocol', todo: 'doctor.proxy-protocol-todo' } as const;
    return say(texts, PROXY, { ...told, verdict: 'warning', values });
  }
  const text = forwarded ? 'doctor.proxy-believed' : 'doctor.no-proxy';
  return say(texts, PROXY, { verdict: 'ok', text, values });
}

function judgeClock(now: Date, date: Date | null, texts: Said): Finding[] {
  if (date === null || Math.abs(date.getTime() - now.getTime()) <= CLOCK_MAY_BE_OFF_MS) return [];
  const seconds = Math.round(Math.abs(date.getTime() - now.getTime()) / SECOND_MS);
  const told = { text: 'doctor.site-clock', todo: 'doctor.site-clock-todo' } as const;
  return [say(texts, 'clock of the site', { ...told, verdict: 'warning', values: { seconds } })];
}
