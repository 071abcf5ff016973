import { openEditions } from '../../delivery/editions/open-editions.js';
import { readerLinks } from '../../delivery/reader-links.js';
import { digestAsked } from '../../digests/open-digest.js';
import { BroadsheetError } from '../../errors.js';
import { exampleBytes } from '../../jobs/example-message.js';
import { ensureSampleDigest } from '../../jobs/sample-digest.js';
import { domainOf } from '../../model/address.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { digestName } from '../../model/digest-period.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import { composeDigest } from '../../rendering/compose-digest.js';
import { signComposed } from '../../rendering/dkim.js';
import { signersFor } from '../../rendering/dkim-signers.js';
import { messageBytes } from '../../rendering/message-parts.js';
import { deliveryMessageId } from '../../signing/message-id.js';
import { latestDigestWithPapers } from '../../store/digests/digests.js';
import { findReadersEdition } from '../../store/editions/editions.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { type MailRenderer, openMailRenderer } from '../../wiring/wiring-mail.js';
import { type AskedDigest, findAskedDigest, findAskedSubscriber } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface RenderOptions extends AskedDigest {
  readonly sample?: boolean;
  readonly to?: string;
  /** As it would be if it froze now. */
  readonly draft?: boolean;
  /** Of a draft. */
  readonly language?: Language;
}

/** Stands in for a subscriber who is not named; no such id is ever given, so its links do nothing. */
const EXAMPLE_READER = { id: 0, addressVersion: 0, address: 'reader@example.org' } as const;

/** `broadsheet render`: writes the bytes that would be handed to SMTP, signature included. */
export function renderCommand(terminal: Terminal, options: RenderOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const mailRenderer = await openMailRenderer(app.config);
    const stores = await openStores(app);
    if (options.draft === true) return renderDraft(terminal, stores, mailRenderer, options);
    const digest = await chooseDigest(stores, options);
    if (digest.papers.length === 0) {
      const message = `The digest of ${digestName(digest.kind, digest.period)} is empty: nothing of it is mailed.`;
      throw new BroadsheetError('DIGEST_NOT_FOUND', message);
    }
    const reader = options.to === undefined ? EXAMPLE_READER : await findAskedSubscriber(stores, options.to);
    const issuedAt = stores.clock();
    const domain = domainOf(mailRenderer.site.from.address);
    const editions = await openEditions(stores.database, mailRenderer, digest, 'preview');
    const [chosen] = await editions.choose([await findReadersEdition(stores.database, digest.id, reader.id)]);
    if (chosen === undefined) throw new Error('a reader has one edition');
    const message = composeDigest(editions.edition(chosen), {
      address: reader.address,
      messageId: deliveryMessageId(stores.keyring.messageIdKey, digest.id, reader.id, domain),
      date: issuedAt,
      ...readerLinks(mailRenderer.site.publicUrl, stores.secretKeys, {
        addressVersion: reader.addressVersion,
        subscriberId: reader.id,
        digestId: digest.id,
        issuedAt,
      }),
    });
    terminal.out(
      messageBytes(await signComposed(signersFor(mailRenderer.signers, domainOf(reader.address)), message)),
    );
    return 0;
  });
}

/** The message of a digest that is not frozen, by the code that would freeze it; nothing is kept. */
async function renderDraft(
  terminal: Terminal,
  stores: Stores,
  mailRenderer: MailRenderer,
  options: RenderOptions,
): Promise<number> {
  if (options.to !== undefined || options.sample === true)
    throw new BroadsheetError('INPUT_INVALID', 'A draft is of no subscriber, and the sample day has none.');
  const { language = defaultLanguage } = options;
  const digest = await digestAsked(stores, options);
  const context = { ...mailRenderer, ...stores, rules: stores.config };
  terminal.out(await exampleBytes(context, { digest, language, ruleSetId: null }));
  return 0;
}

async function chooseDigest(stores: Stores, options: RenderOptions): Promise<DigestWithPapers> {
  if (options.sample !== true) return findAskedDigest(stores, options);
  await ensureSampleDigest(stores.database, stores.clock());
  const sample = await latestDigestWithPapers(stores.database, 'sample');
  if (sample === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'The sample day could not be frozen.');
  return sample;
}
