import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { periodTitle } from '../../i18n/period-title.js';
import type { Texts } from '../../i18n/texts.js';
import { findPublicDigest } from '../../mailing/find-digest.js';
import type { Digest, DigestWithPapers } from '../../model/digest.js';
import { digestName } from '../../model/digest-period.js';
import { introParagraphs, wordsIn } from '../../model/intro.js';
import { digestPageUrl, paperPageUrl } from '../../model/links.js';
import type { SendingProgress } from '../../model/sending-control.js';
import { readText } from '../../paper-text/readable-text.js';
import { bloomerReason } from '../../rendering/bloomer-view.js';
import { remarkSentences } from '../../rendering/remarks.js';
import { listDigests } from '../../store/digests/digests.js';
import type { PageContext, WebServer } from '../http/context.js';
import { widerPolicy } from '../http/security-headers.js';
import { nextDigestSentence } from '../sentences/next-digest.js';
import { noNav } from './day-nav.js';
import { withPictures } from './day-pictures.js';
import { type Banner, type DayView, dayView, editionOf, sampleBanner } from './day-view.js';
import { citationLinks, digestCitations } from './digest-citations.js';
import { digestHeading, digestLinkText } from './digest-words.js';
import { digestsUrl } from './digests.js';
import { markedNew } from './new-mark.js';
import { paperView } from './paper-view.js';
import { sendShared } from './send-page.js';
import { createSendingReader, sendingRoute, sendingSentence } from './sending.js';

/** The web view of a digest: the frozen papers, as they were mailed. */
export function digestPage(server: WebServer, context: PageContext): void {
  const readSending = createSendingReader(context.database, context.clock);
  sendingRoute(server, context, readSending, (name) => digestAt(context, name));
  digestCitations(server, (name) => digestAt(context, name));
  const schema = { params: Type.Object({ name: Type.String() }) };
  const helmet = widerPolicy({ 'connect-src': ["'self'"] });
  server.get('/digests/:name', { schema, helmet }, async (request, reply) => {
    const { name } = request.params;
    return sendShared(request, reply, context, async (texts) => {
      const digest = await digestAt(context, name);
      const sending = sendingOf(texts, digest, await readSending(digest));
      const made = await view(context, texts, digest, sending);
      const shown = await markedNew(context, await withPictures(context, made));
      return ['day', shown, sending !== null];
    });
  });
}

/** What is no name of a digest is an address at which nothing is. */
async function digestAt({ database }: PageContext, name: string): Promise<DigestWithPapers> {
  const digest = await findPublicDigest(database, name);
  if (digest === null) throw new BroadsheetError('DIGEST_NOT_FOUND', `There is no digest for ${name}.`);
  return digest;
}

async function view(
  context: PageContext,
  texts: Texts,
  digest: DigestWithPapers,
  sending: DayView['sending'],
) {
  const { t } = texts;
  const { kind, period, lastDay, papers } = digest;
  const listed = kind === 'gathered' ? 'daily' : kind;
  const [before] = await listDigests(context.database, { kind: listed, before: period, limit: 1 });
  const title = periodTitle(texts, kind, period, lastDay);
  return dayView(texts, {
    heading: digestHeading(texts, digest),
    byline: bylineOf(texts, digest),
    day: null,
    dateline: title,
    description: t('digests.description', { title }),
    ...cardOf(digest),
    intro: introParagraphs(wordsIn(digest.intro ?? {}, texts.language)),
    banners: bannersOf(texts, digest),
    sending: sending ?? null,
    papers: papers.map((paper) => paperView(texts, paper, paper.position, period)),
    citations: citationLinks(digest),
    bloomers: digest.bloomers.map((bloomer) => ({
      title: readText(bloomer.paper.title || t('paper.untitled')),
      page: paperPageUrl('', bloomer.paper.id),
      reason: bloomerReason(texts, bloomer, period),
    })),
    edition: editionOf(texts, papers.length),
    glanceKind: kind,
    nav: {
      ...noNav,
      earlier:
        before === undefined
          ? null
          : { href: digestPageUrl('', before), text: digestLinkText(texts, before) },
      spans: [{ href: digestsUrl(listed), text: t('digests.all'), isCurrent: false }],
    },
    nextDigest: nextDigestSentence(texts, context.config, context.clock()),
  });
}

function sendingOf(texts: Texts, digest: Digest, progress: SendingProgress | null) {
  const isListed = digest.kind !== 'sample' && digest.kind !== 'gathered';
  const text = !isListed || progress === null ? null : sendingSentence(texts, progress);
  return text === null ? null : { text, href: `${digestPageUrl('', digest)}/sending` };
}

function bylineOf({ t }: Texts, { kind, papers }: DigestWithPapers): string | null {
  if (papers.length === 0) return null;
  if (kind === 'weekly' || kind === 'monthly') return t('digests.by-final');
  return t('digests.mailed');
}

function bannersOf(texts: Texts, { kind, papers, remarks }: DigestWithPapers): readonly Banner[] {
  if (kind === 'sample') return [sampleBanner(texts)];
  if (papers.length > 0) return remarkSentences(texts, remarks).map((text) => ({ tone: 'warn', text }));
  const text = kind === 'daily' ? texts.t('digests.no-list') : texts.t('digests.nothing-listed');
  return [{ tone: null, text }];
}

/** The image of the list that it is made of. */
function cardOf({ kind, period, listDate, papers }: DigestWithPapers): { readonly card?: string } {
  if (papers.length === 0 || (kind !== 'daily' && kind !== 'weekly' && kind !== 'monthly')) return {};
  return { card: kind === 'daily' ? listDate : digestName(kind, period) };
}
