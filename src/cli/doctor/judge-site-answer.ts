import { type Finding, fault, fine, type Remedy, warning } from '../../dns/finding.js';
import { DAY_MS, SECOND_MS } from '../../durations.js';
import type { Reached } from './reach-site.js';

const CHECK = 'PUBLIC_URL';
const CERTIFICATE_DAYS = 14;
const CLOCK_MAY_BE_OFF_MS = 30 * SECOND_MS;

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

/** Whether PUBLIC_URL leads to this installation, and how the proxy before it hands requests on. */
export function judgeSiteAnswer(asked: Asked, reached: Reached): readonly Finding[] {
  const { publicUrl, now } = asked;
  if (reached.kind === 'failure') return [unreached(publicUrl, reached)];
  const arrival = arrivalOf(asked, reached.body);
  if (arrival === null)
    return [fault(CHECK, strangerText(publicUrl, reached.status), strangerRemedy(reached.status))];
  return [
    judgeCertificate(asked, reached.certificateEnds),
    judgeProxy(publicUrl, arrival),
    ...judgeClock(now, reached.date),
  ];
}

/** Whether it was this installation that answered. */
export function isOwnSite(asked: Asked, reached: Reached): boolean {
  return reached.kind === 'answer' && arrivalOf(asked, reached.body) !== null;
}

/** Whether the proxy let a large body pass; the service itself refuses it by another status, since nothing takes it there. */
export function judgeBodyLimit(reached: Reached): Finding[] {
  if (reached.kind !== 'answer' || reached.status !== 413) return [];
  return [
    fault(
      'proxy',
      'the proxy takes no request of 1 MiB: reports of providers and lists of addresses are lost',
      {
        todo: 'Raise its limit, as client_max_body_size of nginx or request_body max_size of Caddy, to 10 MB.',
      },
    ),
  ];
}

function unreached(publicUrl: string, { code, message }: Extract<Reached, { kind: 'failure' }>): Finding {
  const isCertificate = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code);
  if (isCertificate)
    return fault(
      CHECK,
      `${publicUrl} has a certificate that nobody trusts (${code}: ${message.slice(0, 120)})`,
      {
        todo: 'Give the proxy a certificate for this name, as by Let’s Encrypt; without it no link in mail works.',
      },
    );
  return fault(CHECK, `${publicUrl} is not reached from here (${code})`, {
    todo: 'Start the service and the proxy, and open the port. Where a network does not let its own public address in, ask from outside.',
  });
}

function strangerText(publicUrl: string, status: number): string {
  if (status >= 300 && status < 400)
    return `${publicUrl} redirects (${status}); links in mail would each take a detour`;
  if (status >= 500)
    return `${publicUrl} answers ${status}: the proxy does not reach the service, or it is not well`;
  return `another service than this answers at ${publicUrl} (status ${status})`;
}

function strangerRemedy(status: number): Remedy {
  if (status >= 300 && status < 400) return { todo: 'Set PUBLIC_URL to where it leads.' };
  if (status >= 500) return { todo: 'Start the service; let the proxy pass requests to HOST and PORT.' };
  return {
    todo: 'Let the proxy pass this name to HOST and PORT, with this SECRET_KEY and this version; or correct PUBLIC_URL.',
  };
}

function arrivalOf({ isProof }: Asked, body: string): Arrival | null {
  try {
    const { site } = JSON.parse(body) as { site?: Arrival & { proof: unknown } };
    return site !== undefined && isProof(site.proof) ? site : null;
  } catch {
    return null;
  }
}

function judgeCertificate({ publicUrl, now }: Asked, ends: Date | null): Finding {
  if (ends === null)
    return fault(CHECK, `${publicUrl} is this service, without encryption`, {
      todo: 'Put a proxy with a certificate before it and set PUBLIC_URL to https: mail providers ask https for one-click unsubscribing.',
    });
  const days = Math.floor((ends.getTime() - now.getTime()) / DAY_MS);
  if (days < CERTIFICATE_DAYS)
    return warning(
      CHECK,
      `the certificate of ${publicUrl} ends in ${days} days (${ends.toISOString().slice(0, 10)})`,
      {
        todo: 'Look why the proxy has not renewed it.',
      },
    );
  return fine(CHECK, `${publicUrl} is this service; its certificate is good for ${days} days`);
}

function judgeProxy(publicUrl: string, { protocol, peer, forwarded, believed }: Arrival): Finding {
  const check = 'proxy';
  if (publicUrl.startsWith('https:') && !forwarded)
    return fault(
      check,
      `the proxy at ${peer} does not say whom it asks for: all readers share one rate limit`,
      {
        todo: 'Have it set X-Forwarded-For and X-Forwarded-Proto; deploy/nginx.conf and deploy/Caddyfile show how.',
      },
    );
  if (forwarded && !believed)
    return fault(check, `the proxy at ${peer} is not believed: all readers share one rate limit`, {
      todo: `Set TRUST_PROXY=${peer}, or a range that has it, and start the service anew.`,
    });
  if (publicUrl.startsWith('https:') && protocol !== 'https')
    return warning(check, `the proxy at ${peer} says ${protocol} where readers use https`, {
      todo: 'Have it set X-Forwarded-Proto to https.',
    });
  return fine(check, forwarded ? `${peer} is believed` : 'none stands before the service');
}

function judgeClock(now: Date, date: Date | null): Finding[] {
  if (date === null || Math.abs(date.getTime() - now.getTime()) <= CLOCK_MAY_BE_OFF_MS) return [];
  const seconds = Math.round(Math.abs(date.getTime() - now.getTime()) / SECOND_MS);
  return [
    warning('clock of the site', `${seconds} s from this machine's`, {
      todo: 'Set the clocks of both by NTP.',
    }),
  ];
}
