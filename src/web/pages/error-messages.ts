import type { Texts } from '../../i18n/texts.js';
import type { Problem } from '../http/problem.js';
import { type Message, toDigests, toPapers, toSubscribe } from './message-page.js';

/**
 * What a page says of a problem, for people: what it is, and what to do next. The problem's own detail is for
 * programs, and in English.
 * @param waitSeconds after which the next attempt is worth it, where that is known
 */
export function errorMessage(texts: Texts, problem: Problem, waitSeconds: number | null): Message {
  switch (problem.code) {
    case 'NOT_FOUND':
    case 'DIGEST_NOT_FOUND':
      return {
        heading: texts.t('error.not-found'),
        paragraphs: [texts.t('error.not-found-why')],
        links: [toPapers(texts), toDigests(texts)],
      };
    case 'DATE_INVALID':
      return {
        heading: texts.t('error.no-day'),
        paragraphs: [texts.t('error.no-day-next')],
        links: [toPapers(texts), toDigests(texts)],
      };
    case 'TOKEN_INVALID':
      return {
        heading: texts.t('error.damaged'),
        paragraphs: [texts.t('error.damaged-next')],
        links: [toPapers(texts), toSubscribe(texts)],
      };
    case 'TOKEN_EXPIRED':
      return {
        heading: texts.t('error.expired'),
        paragraphs: [texts.t('error.expired-next')],
        links: [toSubscribe(texts), toPapers(texts)],
      };
    case 'TOKEN_REPLACED':
      return {
        heading: texts.t('error.replaced'),
        paragraphs: [texts.t('error.replaced-next')],
        links: [toPapers(texts), toSubscribe(texts)],
      };
    case 'ADDRESS_CHANGED':
      return {
        heading: texts.t('former.link'),
        paragraphs: [texts.t('former.link-next'), texts.t('former.link-leave')],
        links: [toPapers(texts)],
      };
    case 'CROSS_SITE':
      return {
        heading: texts.t('error.cross-site'),
        paragraphs: [texts.t('error.cross-site-next')],
        links: [toSubscribe(texts), toPapers(texts)],
      };
    default:
      return ofOperators(texts, problem, waitSeconds) ?? bySeverity(texts, problem, waitSeconds);
  }
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
