import { type NamedPeriod, nameOfDigest } from './digest-period.js';

/*
 * The one place that knows how the links in mail look. Tokens are base64url and names of digests are digits,
 * hyphens and a W, so nothing needs escaping. `publicUrl` comes without a slash at its end and may have a path.
 */

/** A page with a button; pressing it confirms the subscription. */
export function confirmUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/confirm/${token}`;
}

/** GET is a page with a button, POST at the same URL is one-click (RFC 8058 §3.1). */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/unsubscribe/${token}`;
}

/** Takes leaving back. */
export function resumeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/resume/${token}`;
}

/** A page with buttons that agree to a change of address or refuse it, for either side. */
export function addressChangeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/address-change/${token}`;
}

/** A page with a button that asks for the newest digest by mail. */
export function currentDigestUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/current-digest/${token}`;
}

/** The page of a digest. */
export function digestPageUrl(publicUrl: string, digest: NamedPeriod): string {
  return `${publicUrl}/digests/${nameOfDigest(digest)}`;
}

/** A page with buttons for each paper of a digest: more like this, less, save. */
export function answersUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/answers/${token}`;
}

/** The papers that a reader keeps. */
export function savedUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/saved/${token}`;
}

/** What a reader wants, and when. */
export function preferencesUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/preferences/${token}`;
}

/** Where a reader chooses topics and times in a few taps. */
export function chooseUrl(publicUrl: string, token: string): string {
  return `${preferencesUrl(publicUrl, token)}/start`;
}

/** The order of a reader's own, and what was learned for it. */
export function ownOrderUrl(publicUrl: string, token: string): string {
  return `${preferencesUrl(publicUrl, token)}/order`;
}

/** The addresses of a reader's private feeds, and a button that changes them. */
export function yourFeedsUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/your-feeds/${token}`;
}

/** A reader's own digests, for programs. */
export function privateFeedUrl(publicUrl: string, token: string, file: 'atom.xml' | 'feed.json'): string {
  return `${publicUrl}/feeds/${token}/${file}`;
}

/** What is held about a reader. */
export function yourDataUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/your-data/${token}`;
}

/** A page with a button that asks for the link to it by mail; the token is that of another personal page. */
export function dataRequestUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/your-data/request/${token}`;
}

/** A file that cites the papers of a digest. */
export function digestCitationsUrl(publicUrl: string, digest: NamedPeriod, extension: string): string {
  return `${digestPageUrl(publicUrl, digest)}/papers.${extension}`;
}

/** The page of one paper. arXiv's ids need no escaping; those of the old scheme hold a slash. */
export function paperPageUrl(publicUrl: string, paperId: string): string {
  return `${publicUrl}/papers/${paperId}`;
}

/** A picture of a paper, the same address for everybody. */
export function pictureUrl(publicUrl: string, name: string): string {
  return `${publicUrl}/pictures/${name}.jpg`;
}
