import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { type DkimSigner, openDkimSigner, signComposed } from '../../src/rendering/dkim.js';
import { openDkimSigners, signersFor } from '../../src/rendering/dkim-signers.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { type ComposedMessage, messageBytes } from '../../src/rendering/message-parts.js';
import { checkMessage } from '../support/check-message.js';
import { emailTemplates } from './email-templates.js';
import { hostileDigest, reader, site } from './invented-digest.js';

type KeyType = 'rsa' | 'ed25519';

function makePem(type: KeyType, modulusLength = 2048): string {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength }) : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const signers: Record<KeyType, DkimSigner> = {
  rsa: openDkimSigner({ domain: 'Example.org', selector: 'r1', privateKey: makePem('rsa') }),
  ed25519: openDkimSigner({ domain: 'example.org', selector: 'e1', privateKey: makePem('ed25519') }),
};

const records = new Map(
  Object.values(signers).map((signer) => [`${signer.selector}._domainkey.example.org`, signer.record]),
);

async function resolver(name: string, type: string): Promise<string[][]> {
  const record = type === 'TXT' ? records.get(name) : undefined;
  if (record === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return [record.match(/.{1,255}/g) ?? []];
}

async function verdicts(message: Buffer): Promise<string[]> {
  const { results } = await dkimVerify(message, { resolver });
  return results.map(({ status }) => status.result);
}

let message: ComposedMessage;

async function sign(type: KeyType): Promise<Buffer> {
  return messageBytes(await signComposed([signers[type]], message));
}

beforeAll(async () => {
  const compiled = await compileDigest(await emailTemplates(), site, hostileDigest());
  message = composeDigest(wholeEdition(compiled), reader);
});

describe.each<KeyType>(['rsa', 'ed25519'])('a signature by an %s key', (type) => {
  it('verifies', async () => {
    const signed = await sign(type);
    expect(await verdicts(signed)).toEqual(['pass']);
    expect(await checkMessage(signed, { expectList: true })).toEqual([]);
  });

  it('is the same each time', async () => {
    const [first, second] = [await sign(type), await sign(type)];
    expect(second.equals(first)).toBe(true);
  });

  it('fails when one octet changes, wherever it is', async () => {
    const signed = await sign(type);
    const start = signed.length - messageBytes(message).length;
    const text = signed.toString('latin1');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: signed.length - 1 }), async (at) => {
        // White space and the case of header names may change; the end of the message is cut anyway.
        fc.pre(/[a-z0-9]/.test(text[at] ?? ''));
        const changed = Buffer.from(signed);
        changed[at] = text[at] === '7' ? 0x38 : 0x37;
        expect(await verdicts(changed)).not.toContain('pass');
      }),
      { numRuns: 60 },
    );
  });

  it.each(['List-Unsubscribe', 'List-Unsubscribe-Post', 'Feedback-ID', 'Reply-To', 'List-Id', 'Subject'])(
    'fails without the %s it was signed with',
    async (name) => {
      const signed = (await sign(type)).toString('latin1');
      const without = signed.replace(new RegExp(`\r\n${name}: .*(?:\r\n[ \t].*)*`), '');
      expect(without.length).toBeLessThan(signed.length);
      expect(await verdicts(Buffer.from(without, 'latin1'))).not.toContain('pass');
    },
  );

  it.each(['From', 'To', 'Subject', 'Date'])('fails with a second %s', async (name) => {
    const signed = await sign(type);
    const second = Buffer.from(`${name}: someone@example.com\r\n`);
    expect(await verdicts(Buffer.concat([second, signed]))).not.toContain('pass');
  });

  it('survives what relays do to white space', async () => {
    const signed = (await sign(type)).toString('latin1');
    const relayed = signed
      .replace('\r\nTo: ', '\r\nTO:\t  ')

      .concat('\r\n\r\n');
    expect(await verdicts(Buffer.from(relayed, 'latin1'))).toEqual(['pass']);
  });
});

it('lets a message carry a signature of each kind', async () => {
  const both = await signComposed([signers.rsa, signers.ed25519], message);
  expect(await verdicts(messageBytes(both))).toEqual(['pass', 'pass']);
  expect(
    messageBytes(both)
      .toString('latin1')
      .match(/^ s=\w+/gm),
  ).toEqual([' s=e1', ' s=r1']);
});

describe('domains whose servers verify Ed25519', () => {
  const key = (type: KeyType, domain: string) => ({ domain, selector: type, privateKey: makePem(type) });
  const own = [key('rsa', 'example.org'), key('ed25519', 'Example.org')];

  it.each([
    ['theirs', 'proton.example', ['ed25519 example.org', 'rsa relay.example']],
    ['theirs in capitals', 'Proton.Example', ['ed25519 example.org', 'rsa relay.example']],
    ['below one', 'mail.proton.example', ['rsa example.org', 'ed25519 example.org', 'rsa relay.example']],
    ['another', 'example.com', ['rsa example.org', 'ed25519 example.org', 'rsa relay.example']],
  ])('are spared the RSA signature beside it: %s', (_, recipient, expected) => {
    const all = openDkimSigners([...own, key('rsa', 'relay.example')], ['proton.example']);
    const chosen = signersFor(all, recipient);
    expect(chosen.map(({ selector, domain }) => `${selector} ${domain}`)).toEqual(expected);
  });

  it('change nothing where none are named', () => {
    const all = openDkimSigners(own, []);
    expect(signersFor(all, 'proton.example')).toBe(all);
  });

  it('are refused without a key for them', () => {
    expect(() => openDkimSigners(own.slice(0, 1), ['proton.example'])).toThrow(
      expect.objectContaining({
        code: 'DKIM_KEY_INVALID',
        message: expect.stringContaining('DKIM_MORE_KEYS'),
      }),
    );
  });
});

it('signs any headers as verifiers read them', async () => {
  const line = fc.stringMatching(/^[ -~\t]{0,60}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 3 }), async (folds) => {
      const folded = ['a folded', ...folds.map((fold) => `x${fold.trim()}`)].join('\r\n \t');
      const headers = `From: a@example.org\r\nSubject:  ${folded} \r\nDate:now\r\n`;
      const signed = await signComposed([signers.ed25519], {
        ownHeaders: Buffer.from(headers, 'latin1'),
        sharedHeaders: Buffer.from('List-Id:  an\r\n\tinvented   list\r\n', 'latin1'),
        body: [Buffer.from('one\r\n'), Buffer.from('two\r\n')],
      });
      expect(await verdicts(messageBytes(signed))).toEqual(['pass']);
    }),
    { numRuns: 150 },
  );
});

describe('a key that cannot sign', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const locked = generateKeyPairSync('ed25519').privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'a passphrase',
  });
  it.each([
    ['is no key', 'no key at all', /not a PEM private key/],
    ['is too short', makePem('rsa', 1024), /1024 bits/],
    ['is of another kind', ec.export({ type: 'pkcs8', format: 'pem' }).toString(), /RSA and Ed25519/],
    ['needs a passphrase', locked.toString(), /without a passphrase/],
  ])('is refused where it %s', (_, privateKey, reason) => {
    const open = () => openDkimSigner({ domain: 'example.org', selector: 's1', privateKey });
    expect(open).toThrow(
      expect.objectContaining({ code: 'DKIM_KEY_INVALID', message: expect.stringMatching(reason) }),
    );
  });

  it.each([
    ['example.org; l=0', 's1'],
    ['example', 's1'],
    ['example.org', 's1\r\nBcc: a@example.org'],
  ])('is refused for the domain %j and the selector %j', (domain, selector) => {
    expect(() => openDkimSigner({ domain, selector, privateKey: makePem('ed25519') })).toThrow(
      expect.objectContaining({ code: 'DKIM_KEY_INVALID' }),
    );
  });
});
