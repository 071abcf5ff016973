import { BroadsheetError } from '../errors.js';
import type { DigestWithPapers } from '../model/digest.js';
import { abstractForms } from '../model/rules.js';
import { type CompiledDigest, compileDigest } from './compile-digest.js';
import { composeDigest } from './compose-digest.js';
import { frameBlock, paperForms } from './digest-blocks.js';
import { wholeEdition } from './edition.js';
import type { TextWithPlaceholders } from './fill-placeholders.js';
import { messageBytes } from './message-parts.js';
import { digestProofs, PROVEN_TITLE } from './proof-samples.js';
import { invalidTemplate, proveParts } from './prove-parts.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates } from './templates.js';

const link = 'https://example.org/of-nobody';
const reader = {
  ...{
    address: 'nobody@example.org',
    messageId: '<of-nobody@example.org>',
    date: new Date('2026-03-24T08:00:00Z'),
  },
  ...{ unsubscribeUrl: link, answersUrl: link, preferencesUrl: link },
};

/** What a reader can do with a digest beside reading it. */
const DIGEST_LINKS = ['unsubscribeUrl', 'preferencesUrl', 'answersUrl'];
/** On a day without papers there is nothing to answer. */
const EMPTY_LINKS = ['unsubscribeUrl', 'preferencesUrl'];

/**
 * Makes a message of each kind of digest and of paper, with every form that a paper can stand in.
 * @throws BroadsheetError TEMPLATE_INVALID with the file, the reason and what it shows with
 */
export async function proveDigest(templates: Templates, site: SiteIdentity): Promise<void> {
  for (const [name, digest] of Object.entries(digestProofs)) {
    try {
      await proveOne(templates, site, digest);
    } catch (error) {
      if (!(error instanceof BroadsheetError)) throw error;
      const where = `${error.message} (shown by ${name}, language ${templates.texts.language})`;
      throw new BroadsheetError(error.code, where, { cause: error });
    }
  }
}

async function proveOne(templates: Templates, site: SiteIdentity, digest: DigestWithPapers): Promise<void> {
  const compiled = await compileDigest(templates, site, digest);
  const links = digest.papers.length === 0 ? EMPTY_LINKS : DIGEST_LINKS;
  proveParts('digest', { text: compiled.textFooter, html: compiled.htmlFooter }, site, links);
  proveHeads(compiled);
  provePapers(compiled, digest);
  if (compiled.hasIntro) proveFrame(compiled, digest, 'intro');
  if (compiled.hasBloomers) proveFrame(compiled, digest, 'bloomers');
  for (const abstracts of abstractForms) {
    const message = messageBytes(composeDigest(wholeEdition(compiled, { abstracts }), reader)).toString(
      'latin1',
    );
    const [, html = ''] = message.split('Content-Type: text/html');
    proveTables(html.replaceAll('=\r\n', ''), abstracts);
  }
}

function proveHeads({ textHead, htmlHead }: CompiledDigest): void {
  const heads = [
    ['digest.txt.liquid', textHead],
    ['digest.mjml', htmlHead],
  ] as const;
  for (const [file, { fields }] of heads) {
    const early = fields.find((field) => !['date', 'line', 'preheader'].includes(field));
    if (early !== undefined)
      throw invalidTemplate(file, `reader.${early} stands before the papers, which all readers share`);
  }
}

/** A form that a template knows nothing of would leave papers out of the mails in which they stand in it. */
function provePapers({ papers, places }: CompiledDigest, digest: DigestWithPapers): void {
  for (const [index, { form, paper }] of places.entries()) {
    const block = papers[index];
    if (paper === null || block === undefined || digest.papers[paper]?.paper.title === '') continue;
    proveTitle('digest.txt.liquid', form, block.text.toString('latin1'));
    proveTitle('digest.mjml', form, Buffer.concat([...block.html.pieces]).toString('latin1'));
    proveTitle('digest.mjml', form, Buffer.concat([...block.bareHtml.pieces]).toString('latin1'));
  }
}

function proveTitle(file: string, form: string, encoded: string): void {
  if (encoded.replaceAll('=\r\n', '').includes(PROVEN_TITLE)) return;
  const known = paperForms.join(', ');
  const reason = `a block of the form “${form}” lacks the paper’s title; each of blocks has its mark before it, and papers stand in the forms ${known}`;
  throw invalidTemplate(file, reason);
}

function proveFrame(
  { frames }: CompiledDigest,
  { papers }: DigestWithPapers,
  form: 'intro' | 'bloomers',
): void {
  const block = frames[frameBlock(papers.length, form)];
  proveTitle('digest.txt.liquid', form, fixedText(block?.text));
  proveTitle('digest.mjml', form, fixedText(block?.html));
}

function fixedText(text: TextWithPlaceholders | undefined): string {
  return text === undefined ? '' : `${text.before} ${text.between.join(' ')} ${text.after}`;
}

/** A table that one block opens another closes, whichever stand between them. */
function proveTables(html: string, abstracts: string): void {
  for (const tag of ['table', 'tr', 'td']) {
    const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
    const [opened, closed] = [count(new RegExp(`<${tag}[\\s>]`, 'g')), count(new RegExp(`</${tag}>`, 'g'))];
    if (opened === closed) continue;
    const reason = `with abstracts “${abstracts}”, ${opened} <${tag}> are opened and ${closed} closed; what one block opens the block at its end has to close`;
    throw invalidTemplate('digest.mjml', reason);
  }
}
