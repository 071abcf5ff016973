import { hostname } from 'node:os';
import type { Config } from '../config/config.js';
import { type DeliveryContext, openDeliveryContext } from '../delivery/delivery-context.js';
import { openFlights } from '../delivery/ledger/flights.js';
import type { RelayPart } from '../delivery/relays/open-relays.js';
import { onlyRelay, type RelaySettings } from '../delivery/relays/relay-settings.js';
import type { LocalMailbox } from '../embedded/mailbox.js';
import { loadTexts, type TextsByLanguage } from '../i18n/load-texts.js';
import { domainOf } from '../model/address.js';
import { packageFolder } from '../package-folder.js';
import type { DkimSigner } from '../rendering/dkim.js';
import { openDkimSigners } from '../rendering/dkim-signers.js';
import { proveTemplates } from '../rendering/prove-templates.js';
import type { SiteIdentity } from '../rendering/site-identity.js';
import { loadTemplates, type TemplatesByLanguage } from '../rendering/templates.js';
import { mailLogoOf } from './mail-logo.js';
import type { Stores } from './wiring.js';

/** What turns a digest into message bytes. */
export interface MailRenderer {
  /** What mails and pages say. */
  readonly texts: TextsByLanguage;
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
  readonly signers: readonly DkimSigner[];
}

const emailTemplates = packageFolder('templates/email');

/** Reads the texts and templates, proves the operator's own, and proves the signing keys. */
export async function openMailRenderer(config: Config): Promise<MailRenderer> {
  const texts = await loadTexts(undefined, config.texts);
  const templates = await loadTemplates(emailTemplates, texts, {
    own: config.mailTemplates,
    accents: config.brand.accents,
  });
  const site = {
    name: config.siteName,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    replyTo: config.mailReplyTo,
    postalAddress: config.postalAddress,
    digestDepth: config.digestDepth,
    pictures: config.pictures,
    links: config.brand.links,
    logo: mailLogoOf(config),
    listId: `daily.${domainOf(config.mailFrom.address)}`,
  };
  if (config.mailTemplates !== null) await proveTemplates(templates, site);
  return { texts, templates, site, signers: openDkimSigners(config.dkim, config.ed25519Domains) };
}

/**
 * Opens the connections that messages leave by: to the SMTP server, or to the mailbox.
 * @param told is told of what is sent
 */
export function openDelivery(
  stores: Stores,
  mailRenderer: MailRenderer,
  mailbox: LocalMailbox | null,
  told: Pick<DeliveryContext, 'onSettled' | 'onRecorded' | 'onSent'> = {},
): DeliveryContext {
  const { config } = stores;
  const own = mailbox === null ? [] : [onlyRelay(mailbox.smtpUrl, config.connections)];
  const relays = config.relays.length > 0 ? config.relays : own;
  const context = openDeliveryContext({
    database: stores.database,
    ...mailRenderer,
    keys: { secretKeys: stores.secretKeys, keyring: stores.keyring },
    returnPath: config.returnPath,
    leavesByMail: config.feedback.inboundSmtp !== null || config.feedback.imap !== null,
    relayParts: relays.map((relay) => relayPart(relay, new URL(config.publicUrl).hostname)),
    domainLimits: config.domainLimits,
    times: { time: config.digestTime, timeZone: config.digestTimezone },
    log: stores.log,
    clock: stores.clock,
    worker: `${hostname()}-${process.pid}-${stores.clock().getTime().toString(36)}`,
    policy: config.uncertainPolicy,
    flights: openFlights({
      folder: config.flightDir,
      rows: config.markAhead,
      relays: relays.map(({ name }) => name),
      log: stores.log,
    }),
    softBounces: config.feedback.softBounces,
    ...(told.onSettled === undefined ? {} : { onSettled: told.onSettled }),
    ...(told.onRecorded === undefined ? {} : { onRecorded: told.onRecorded }),
    ...(told.onSent === undefined ? {} : { onSent: told.onSent }),
  });
  for (const relay of context.relays) stores.closers.add(`relay ${relay.name}`, () => relay.close());
  return context;
}

/** @param name that EHLO says */
function relayPart({ url, messagesPerConnection, ...relay }: RelaySettings, name: string): RelayPart {
  return {
    ...relay,
    smtp: { url, name, ...(messagesPerConnection === null ? {} : { messagesPerConnection }) },
  };
}
