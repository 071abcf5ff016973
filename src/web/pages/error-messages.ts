import type { Texts } from '../../texts/texts.js';
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
        heading: texts.say('error.not-found'),
        paragraphs: [texts.say('error.not-found-why')],
        links: [toPapers(texts), toDigests(texts)],
      };
    case 'DATE_INVALID':
      return {
        heading: texts.say('error.no-day'),
        paragraphs: [texts.say('error.no-day-next')],
        links: [toPapers(texts), toDigests(texts)],
      };
    case 'TOKEN_INVALID':
      return {
        heading: texts.say('error.damaged'),
        paragraphs: [texts.say('error.damaged-next')],
        links: [toPapers(texts), toSubscribe(texts)],
      };
    case 'TOKEN_EXPIRED':
      return {
        heading: texts.say('error.expired'),
        paragraphs: [texts.say('error.expired-next')],
        links: [toSubscribe(texts), toPapers(texts)],
      };
    case 'TOKEN_REPLACED':
      return {
        heading: texts.say('error.replaced'),
        paragraphs: [texts.say('error.replaced-next')],
        links: [toPapers(texts), toSubscribe(texts)],
      };
    case 'ADDRESS_CHANGED':
      return {
        heading: texts.say('former.link'),
        paragraphs: [texts.say('former.link-next'), texts.say('former.link-leave')],
        links: [toPapers(texts)],
      };
    case 'CROSS_SITE':
      return {
        heading: texts.say('error.cross-site'),
        paragraphs: [texts.say('error.cross-site-next')],
        links: [toSubscribe(texts), toPapers(texts)],
      };
    default:
      return bySeverity(texts, problem, waitSeconds);
  }
}

function bySeverity(texts: Texts, { status }: Problem, waitSeconds: number | null): Message {
  if (status === 429) {
    const minutes = Math.ceil((waitSeconds ?? 600) / 60);
    return {
      heading: texts.say('error.too-much'),
      paragraphs: [texts.say('error.too-much-next', { minutes })],
    };
  }
  if (status === 503) {
    return { heading: texts.say('error.away'), paragraphs: [texts.say('error.away-next')] };
  }
  if (status >= 500) {
    return { heading: texts.say('error.failed'), paragraphs: [texts.say('error.failed-next')] };
  }
  return { heading: texts.say('error.unreadable'), paragraphs: [texts.say('error.unreadable-next')] };
}
