import type { ErrorCode } from '../../errors.js';
import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { Problem } from '../http/problem.js';
import { type Message, toDigests, toPapers, toSubscribe, type WayOn } from './message-page.js';

interface Said {
  readonly heading: TextKey;
  readonly paragraphs: readonly TextKey[];
  readonly links: readonly ((texts: Texts) => WayOn)[];
}

const notFound: Said = {
  heading: 'error.not-found',
  paragraphs: ['error.not-found-why'],
  links: [toPapers, toDigests],
};

/** By the code of a problem what it is, what to do next, and the ways on. */
const said: Partial<Record<ErrorCode, Said>> = {
  NOT_FOUND: notFound,
  DIGEST_NOT_FOUND: notFound,
  DATE_INVALID: {
    heading: 'error.no-day',
    paragraphs: ['error.no-day-next'],
    links: [toPapers, toDigests],
  },
  TOKEN_INVALID: {
    heading: 'error.damaged',
    paragraphs: ['error.damaged-next'],
    links: [toPapers, toSubscribe],
  },
  TOKEN_EXPIRED: {
    heading: 'error.expired',
    paragraphs: ['error.expired-next'],
    links: [toSubscribe, toPapers],
  },
  TOKEN_REPLACED: {
    heading: 'error.replaced',
    paragraphs: ['error.replaced-next'],
    links: [toPapers, toSubscribe],
  },
  ADDRESS_CHANGED: {
    heading: 'former.link',
    paragraphs: ['former.link-next', 'former.link-leave'],
    links: [toPapers],
  },
  CROSS_SITE: {
    heading: 'error.cross-site',
    paragraphs: ['error.cross-site-next'],
    links: [toSubscribe, toPapers],
  },
};

/**
 * What a page says of a problem, for people: what it is, and what to do next. The problem's own detail is for
 * programs, and in English.
 * @param waitSeconds after which the next attempt is worth it, where that is known
 */
export function errorMessage(texts: Texts, problem: Problem, waitSeconds: number | null): Message {
  const found = said[problem.code];
  if (found === undefined)
    return ofOperators(texts, problem, waitSeconds) ?? bySeverity(texts, problem, waitSeconds);
  return {
    heading: texts.t(found.heading),
    paragraphs: found.paragraphs.map((key) => texts.t(key)),
    links: found.links.map((link) => link(texts)),
  };
}

/** What is said to people who operate the site. */
function ofOperators(texts: Texts, { code }: Problem, waitSeconds: number | null): Message | null {
  switch (code) {
    case 'FORBIDDEN':
      return { heading: texts.t('error.forbidden'), paragraphs: [texts.t('error.forbidden-next')] };
    case 'FACTOR_NEEDED':
      return { heading: texts.t('error.factor-needed'), paragraphs: [texts.t('error.factor-needed-next')] };
    case 'SESSION_ENDED':
      return { heading: texts.t('error.session-ended'), paragraphs: [texts.t('error.session-ended-next')] };
    case 'LOGIN_FAILED':
      return { heading: texts.t('error.login-failed'), paragraphs: [texts.t('error.login-failed-next')] };
    case 'LOGIN_SLOWED': {
      const minutes = Math.ceil((waitSeconds ?? 900) / 60);
      return {
        heading: texts.t('error.login-slowed'),
        paragraphs: [texts.t('error.login-slowed-next', { minutes })],
      };
    }
    default:
      return null;
  }
}

function bySeverity(texts: Texts, { status }: Problem, waitSeconds: number | null): Message {
  if (status === 429) {
    const minutes = Math.ceil((waitSeconds ?? 600) / 60);
    return {
      heading: texts.t('error.too-much'),
      paragraphs: [texts.t('error.too-much-next', { minutes })],
    };
  }
  if (status === 503) {
    return { heading: texts.t('error.away'), paragraphs: [texts.t('error.away-next')] };
  }
  if (status >= 500) {
    return { heading: texts.t('error.failed'), paragraphs: [texts.t('error.failed-next')] };
  }
  return { heading: texts.t('error.unreadable'), paragraphs: [texts.t('error.unreadable-next')] };
}
