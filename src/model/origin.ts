/** Where a wish to subscribe came from: a place of ours, a site that frames the form, or a key. Never a person. */
export interface SignupOrigin {
  readonly place: OriginPlace;
  /** The host of the site, or the name of the key; null where there is none to say. */
  readonly of: string | null;
  /** What the link said that led here (`?from=`); null where it said nothing that counts. */
  readonly campaign: string | null;
}

/**
 * `page`: the form of our pages; `search`: that beside a search; `embed`: a frame on, or a form of, another site; `api`:
 * a program without a key; `key`: one with; `way-back`: the link by which who left comes back; `command`: the command line; `import`: a list from elsewhere, of the service that it is an export of.
 */
export const originPlaces = [
  'page',
  'search',
  'embed',
  'api',
  'key',
  'way-back',
  'command',
  'import',
] as const;
export type OriginPlace = (typeof originPlaces)[number];

const CAMPAIGN = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/**
 * What a link may say of where it stands: 1 to 40 letters, digits, dots, underscores and hyphens, in any case. Anything
 * else says nothing: an address, above all, never is a campaign.
 */
export function readCampaign(text: unknown): string | null {
  const campaign = typeof text === 'string' ? text.trim().toLowerCase() : '';
  return CAMPAIGN.test(campaign) ? campaign : null;
}

/** `page`, `embed:lab.example`, `key:environment`, each with `?from=spring` where a link said so. */
export function writeOrigin({ place, of, campaign }: SignupOrigin): string {
  return `${place}${of === null ? '' : `:${of}`}${campaign === null ? '' : `?from=${campaign}`}`;
}
