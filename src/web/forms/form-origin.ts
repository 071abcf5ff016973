import type { FastifyRequest } from 'fastify';
import { readCampaign, type SignupOrigin } from '../../model/origin.js';
import { readUrl } from '../../read-url.js';
import type { PageContext } from '../http/context.js';
import type { FormBody } from './preferences-form.js';

/** What the subscribe form carries along of where it stands; its names are those of the fields. */
export interface FormOrigin {
  readonly place: 'page' | 'search';
  /** What the link said that led to the page. */
  readonly from: string | null;
  /** The host of the page that frames the form. */
  readonly site: string | null;
}

export const freshOrigin: FormOrigin = { place: 'page', from: null, site: null };

export const originFields = ['place', 'from', 'site'] as const;

/** `?from=` of the page that is asked for, or of that of ours where the form stood; what is not plain says nothing. */
function campaignOf({ query, headers, host }: FastifyRequest): string | null {
  const { from } = (query ?? {}) as { readonly from?: unknown };
  const before = readUrl(headers.referer ?? '');
  return readCampaign(from) ?? (before?.host === host ? readCampaign(before.searchParams.get('from')) : null);
}

/** What a form carries that is shown now. */
export function formOrigin(request: FastifyRequest, place: FormOrigin['place'] = 'page'): FormOrigin {
  return { ...freshOrigin, place, from: campaignOf(request) };
}

/** What a form in a frame carries: browsers name the origin of the page around it, and of one site it is that. */
export function framedOrigin(request: FastifyRequest, embedOrigins: readonly string[]): FormOrigin {
  const around = readUrl(request.headers.referer ?? '')?.origin;
  const [only, ...others] = embedOrigins;
  const site = embedOrigins.find((origin) => origin === around) ?? (others.length === 0 ? only : undefined);
  return { ...freshOrigin, from: campaignOf(request), site: site === undefined ? null : hostOf(site) };
}

/** What a form carried that was sent, to be carried once more. */
export function sentOrigin(form: FormBody, { config }: Pick<PageContext, 'config'>): FormOrigin {
  return {
    place: form['place'] === 'search' ? 'search' : 'page',
    from: readCampaign(form['from']),
    site: config.embedOrigins.map(hostOf).find((host) => host === form['site']) ?? null,
  };
}

/** Where the form stood that a request brings: it may also stand on a page of an allowed site. */
export function originOfForm(request: FastifyRequest, form: FormBody, context: PageContext): SignupOrigin {
  const { place, from, site } = sentOrigin(form, context);
  const { embedOrigins } = context.config;
  const guest = embedOrigins.find((origin) => origin === request.headers.origin);
  const host = guest === undefined ? site : hostOf(guest);
  const isEmbedded = host !== null || request.routeOptions.url === '/embed';
  return { place: isEmbedded ? 'embed' : place, of: host, campaign: from ?? campaignOf(request) };
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}
