import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { ChosenEdition } from '../../src/delivery/editions/choose-editions.js';
import type { DigestEditions } from '../../src/delivery/editions/digest-editions.js';
import type { CompiledDigest } from '../../src/rendering/compile-digest.js';
import { inventDigest, site } from '../digest/invented-digest.js';
import { emailTemplates, readMailContent } from '../digest/mail-content.js';
import type { MailContent } from '../digest/mail-names.js';
import { randomFrom } from '../evaluate/random.js';
import { built } from './built.js';

/** One step of making a message, to be repeated. */
export interface Step {
  readonly name: string;
  /** The step of nodemailer that does the same; null: none. */
  readonly rival: string | null;
  readonly run: () => unknown;
}

const reader = {
  address: 'reader1@domain1.example',
  messageId: '<bWVzc2FnZS1pZC1vZi0xOC1v@example.org>',
  date: new Date('2026-03-23T08:00:03Z'),
  unsubscribeUrl: `${site.publicUrl}/unsubscribe/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h`,
  answersUrl: `${site.publicUrl}/answers/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h`,
  preferencesUrl: `${site.publicUrl}/preferences/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h`,
};

const rivals = { unsigned: 'nodemailer unsigned', signed: 'nodemailer dkim-rsa2048' } as const;

/** Every step with what it needs at hand. */
export async function openSteps(): Promise<Step[]> {
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  const ed25519 = pem(generateKeyPairSync('ed25519').privateKey);
  return [...(await ownSteps(rsa, ed25519)), ...nodemailerSteps(await readMailContent(), rsa)];
}

async function ownSteps(rsa: string, ed25519: string): Promise<Step[]> {
  const { compileDigest } =
    await built<typeof import('../../src/rendering/compile-digest.js')>('rendering/compile-digest');
  const { chooseEdition, wholeEdition } =
    await built<typeof import('../../src/rendering/edition.js')>('rendering/edition');
  const { composeDigest } =
    await built<typeof import('../../src/rendering/compose-digest.js')>('rendering/compose-digest');
  const { loadTemplates } =
    await built<typeof import('../../src/rendering/templates.js')>('rendering/templates');
  const { loadTexts } = await built<typeof import('../../src/i18n/load-texts.js')>('i18n/load-texts');
  const { openDkimSigner, signComposed } =
    await built<typeof import('../../src/rendering/dkim.js')>('rendering/dkim');
  const { makeLinkToken } =
    await built<typeof import('../../src/signing/link-token.js')>('signing/link-token');
  const { deliveryMessageId } =
    await built<typeof import('../../src/signing/message-id.js')>('signing/message-id');

  const { en: templates } = await loadTemplates(emailTemplates, await loadTexts());
  const digest = inventDigest();
  const compiled = await compileDigest(templates, site, digest);
  const edition = wholeEdition(compiled);
  const message = composeDigest(edition, reader);
  const signer = (privateKey: string) =>
    openDkimSigner({ domain: 'example.org', selector: 'bench', privateKey });
  const byRsa = [signer(rsa)];
  const byEd25519 = [signer(ed25519)];
  const keys = [randomBytes(36).toString('base64url')];
  const idKey = randomBytes(32);
  let number = 0;
  const token = () => {
    number += 1;
    return makeLinkToken(keys, {
      purpose: 'unsubscribe',
      subscriberId: number,
      serial: 0,
      issuedAt: reader.date,
    });
  };
  const messageId = () => deliveryMessageId(idKey, 1, number, 'example.org');
  // Readers with the same edition follow on each other, so it is made once for all of them; see digest-editions.ts.
  const reasonLines = new Map(
    compiled.titles.map((_, paper) => [paper, ['follows: diffusion · 214 upvotes since Monday']]),
  );
  const personal = () =>
    chooseEdition(
      compiled,
      compiled.titles.map((_, paper) => paper),
      { reasonLines },
    );
  const personalEdition = personal();
  const own = await ownOrders(compiled);
  const ownEdition = () => own.editions.edition(own.chosen[number % own.chosen.length] as ChosenEdition);
  const compose = (of = edition) =>
    composeDigest(of, {
      address: `reader${number}@domain1.example`,
      messageId: messageId(),
      date: new Date(),
      unsubscribeUrl: `${site.publicUrl}/unsubscribe/${token()}`,
      answersUrl: `${site.publicUrl}/answers/${token()}`,
      preferencesUrl: `${site.publicUrl}/preferences/${token()}`,
    });
  return [
    { name: 'compile digest, once', rival: null, run: () => compileDigest(templates, site, digest) },
    { name: 'choose edition, once', rival: null, run: () => wholeEdition(compiled) },
    { name: 'choose personal edition, once', rival: null, run: personal },
    { name: 'link token', rival: null, run: token },
    { name: 'message id', rival: null, run: messageId },
    { name: 'join', rival: null, run: () => composeDigest(edition, reader) },
    { name: 'sign rsa2048', rival: null, run: () => signComposed(byRsa, message) },
    { name: 'sign ed25519', rival: null, run: () => signComposed(byEd25519, message) },
    { name: 'message unsigned', rival: rivals.unsigned, run: () => compose() },
    { name: 'personal message unsigned', rival: rivals.unsigned, run: () => compose(personalEdition) },
    { name: 'own order, each', rival: null, run: ownEdition },
    { name: 'own order message unsigned', rival: rivals.unsigned, run: () => compose(ownEdition()) },
    {
      name: 'own order message dkim-ed25519',
      rival: null,
      run: () => signComposed(byEd25519, compose(ownEdition())),
    },
    {
      name: 'message dkim-rsa2048',
      rival: rivals.signed,
      run: () => signComposed(byRsa, compose()),
    },
    { name: 'message dkim-ed25519', rival: null, run: () => signComposed(byEd25519, compose()) },
  ];
}

/** A page of a slice, as a worker reads it. */
const READERS_OF_OWN_ORDERS = 500;
const LIKED_PAPERS = 300;

/** Readers with an order of their own each, with what six of its papers resemble, as a page of a slice is read. */
async function ownOrders(
  compiled: CompiledDigest,
): Promise<{ editions: DigestEditions; chosen: ChosenEdition[] }> {
  const { createDigestEditions } = await built<
    typeof import('../../src/delivery/editions/digest-editions.js')
  >('delivery/editions/digest-editions');
  const random = randomFrom(1);
  const editions = createDigestEditions({
    digest: inventDigest(),
    compile: async () => compiled,
    listedOn: new Map(),
    read: async () => [],
    orders: {
      of: async (rows) =>
        new Map(
          rows.flatMap(({ subscriberId, order }) =>
            order === null || order === 'undecided' ? [] : [[subscriberId, order]],
          ),
        ),
    },
    titles: async (ids) => new Map(ids.map((id) => [id, `Invented title of the liked paper ${id}`])),
  });
  const rows = Array.from({ length: READERS_OF_OWN_ORDERS }, (_, subscriberId) => {
    const [top = 1, ...others] = compiled.titles.map((_, paper) => paper + 1);
    const drawn = others.map((position) => ({ position, at: random.next() }));
    const positions = [top, ...drawn.sort((a, b) => a.at - b.at).map(({ position }) => position)];
    const likes = positions.map((_, index) =>
      index === 0 || index > 6 ? null : { paperId: String(random.below(LIKED_PAPERS)), saved: true },
    );
    const name = {
      subscriberId,
      language: 'en',
      ruleSetId: null,
      leftOut: null,
      readerDate: '2026-03-23',
    } as const;
    return { ...name, order: { positions, likes } };
  });
  return { editions, chosen: await editions.choose(rows) };
}

function nodemailerSteps(content: MailContent, privateKey: string): Step[] {
  const { from, subject, html, text } = content;
  const mail = {
    ...{ from, subject, html, text, to: reader.address },
    headers: {
      'List-Unsubscribe': `<${reader.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
  const dkim = { domainName: 'example.org', keySelector: 'bench', privateKey };
  const signing = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim });
  return [
    { name: rivals.unsigned, rival: null, run: () => new MailComposer(mail).compile().build() },
    { name: rivals.signed, rival: null, run: () => signing.sendMail(mail) },
  ];
}

function pem(key: ReturnType<typeof generateKeyPairSync>['privateKey']): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
