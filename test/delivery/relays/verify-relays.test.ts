import { afterEach, describe, expect, it } from 'vitest';
import type { Relay } from '../../../src/delivery/relays/open-relays.js';
import { refuseSenderOfNoRelay, verifyRelays } from '../../../src/delivery/relays/verify-relays.js';
import { openSmtpConnection } from '../../../src/delivery/smtp/smtp-connection.js';
import { envelopeCommands } from '../../../src/delivery/smtp/smtp-envelope.js';
import { readExtensions } from '../../../src/delivery/smtp/smtp-extensions.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../../support/smtp-sink.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function relayOf(options: SmtpSinkOptions): Promise<{ relay: Relay; sink: SmtpSink }> {
  const sink = await startSmtpSink(options);
  const connection = openSmtpConnection({ url: sink.url, name: 'papers.example' });
  ends.push(
    () => connection.close(),
    () => sink.stop(),
  );
  return { relay: { name: 'main', connections: [connection] } as unknown as Relay, sink };
}

describe('a sender with letters beyond ASCII before the @', () => {
  it('is refused where the relay has no SMTPUTF8, in words that say what to do', async () => {
    const { relay } = await relayOf({ hideSMTPUTF8: true });
    for (const check of [verifyRelays, refuseSenderOfNoRelay]) {
      await expect(check([relay], 'jörg@example.org')).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/MAIL_FROM .*mail server main .*SMTPUTF8/),
      });
    }
    await verifyRelays([relay], 'joerg@xn--bcher-kva.example');
  });

  it('is fine where it has, and is told to it with each message', async () => {
    const { relay } = await relayOf({});
    await verifyRelays([relay], 'jörg@example.org');
    const offered = await relay.connections[0]?.verify();
    const envelope = { from: 'jörg@example.org', to: 'reader@example.org' };
    expect(envelopeCommands(envelope, null, offered ?? readExtensions('')).mail).toMatch(/ SMTPUTF8\r\n$/);
  });

  it('starts where the relay does not answer yet, and doctor says so', async () => {
    const { relay, sink } = await relayOf({});
    await sink.stop();
    await refuseSenderOfNoRelay([relay], 'jörg@example.org');
    await expect(verifyRelays([relay], 'jörg@example.org')).rejects.toMatchObject({
      code: 'SMTP_UNREACHABLE',
    });
  });
});
