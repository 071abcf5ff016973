import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { lastDayOf, namedDigest } from '../../model/digest-period.js';
import { paperPageUrl } from '../../model/links.js';
import { element, XML_START } from '../../rendering/feeds/xml.js';
import { listedIn, monthsListed } from '../../store/papers/listed-months.js';
import type { PageContext, WebServer } from '../http/context.js';
import { sendCached } from '../http/send-cached.js';
import { spanPath } from '../pages/span-links.js';

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const TYPE = 'application/xml; charset=utf-8';

/** What search engines may find: one file for each month of lists, and one that names them. */
export function sitemapPages(server: WebServer, context: PageContext): void {
  const { database, pages, config } = context;
  const { publicUrl } = config;
  server.get('/sitemap.xml', async (request, reply) =>
    sendCached(request, reply, { pages, language: null }, async () => {
      const months = await monthsListed(database);
      const maps = months.map((month) => element('loc', `${publicUrl}/sitemap/${month}.xml`));
      const text = maps.map((loc) => `<sitemap>${loc}</sitemap>\n`).join('');
      return { type: TYPE, text: `${XML_START}<sitemapindex ${NAMESPACE}>\n${text}</sitemapindex>\n` };
    }),
  );
  const schema = { params: Type.Object({ month: Type.String() }) };
  server.get('/sitemap/:month.xml', { schema }, async (request, reply) => {
    const month = namedDigest(request.params.month);
    if (month?.kind !== 'monthly') throw new BroadsheetError('NOT_FOUND', 'There is no such month.');
    return sendCached(request, reply, { pages, language: null }, async () => {
      const { days, paperIds } = await listedIn(database, month.period, lastDayOf('monthly', month.period));
      const paths = [
        spanPath('monthly', request.params.month),
        ...days.map((day) => `/daily/${day}`),
        ...paperIds.map((id) => paperPageUrl('', id)),
      ];
      const urls = paths.map((path) => `<url>${element('loc', publicUrl + path)}</url>\n`).join('');
      return { type: TYPE, text: `${XML_START}<urlset ${NAMESPACE}>\n${urls}</urlset>\n` };
    });
  });
}
