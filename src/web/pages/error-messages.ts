import type { Problem } from '../problem.js';
import { type Message, toDigests, toPapers, toSubscribe } from './message-page.js';

/** What a page says of a problem, for people: what it is, and what to do next. */
export function errorMessage(problem: Problem): Message {
  switch (problem.code) {
    case 'NOT_FOUND':
    case 'DIGEST_NOT_FOUND':
      return {
        heading: 'There is no such page',
        paragraphs: ['The address may be mistyped, or what stood here is gone.'],
        links: [toPapers, toDigests],
      };
    case 'TOKEN_INVALID':
      return {
        heading: 'This link is damaged',
        paragraphs: [
          'A part of it is missing or was changed on its way; nothing happened. Open it from the mail once more, or copy the whole line.',
        ],
        links: [toPapers, toSubscribe],
      };
    case 'TOKEN_EXPIRED':
      return {
        heading: 'This link has expired',
        paragraphs: ['Links in mail work for a limited time. Subscribing again brings a new one.'],
        links: [toSubscribe, toPapers],
      };
    case 'TOKEN_REPLACED':
      return {
        heading: 'There is a newer link',
        paragraphs: [
          'A newer mail was sent to the same address, and only its link works. Look for it in your inbox.',
        ],
        links: [toPapers, toSubscribe],
      };
    default:
      return bySeverity(problem);
  }
}

function bySeverity(problem: Problem): Message {
  if (problem.status === 429) return { heading: 'Please wait a little', paragraphs: [problem.detail] };
  if (problem.status === 503) {
    return {
      heading: 'Back in a moment',
      paragraphs: ['The service cannot answer just now. Nothing of yours is lost; try again in a minute.'],
    };
  }
  if (problem.status >= 500) {
    return {
      heading: 'Something failed here',
      paragraphs: [
        'It was logged. Try again in a minute; if it stays like this, tell whoever runs this site.',
      ],
    };
  }
  return { heading: 'This request cannot be read', paragraphs: [problem.detail] };
}
