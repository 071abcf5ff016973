/** The words by which one provider says that an address is dead, and where it documents them. */
export interface ProviderWording {
  readonly name: string;
  readonly reason: 'unknown-mailbox' | 'closed-mailbox' | 'unknown-domain';
  readonly text: RegExp;
  /** Of the enhanced status; an absent one is the empty text. */
  readonly status?: RegExp;
  /** The provider answers so behind the end of the message too. */
  readonly afterData?: true;
  readonly because: string;
}

const YAHOO = 'https://senders.yahooinc.com/smtp-error-codes/';
const EXCHANGE =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/';

/** Matched against `refusalText` of one sentence. They name the recipient by themselves: nobody else is meant. */
export const providerWordings: readonly ProviderWording[] = [
  {
    name: 'yahoo-no-account',
    reason: 'unknown-mailbox',
    text: /delivery error: dd (this user doesn't have an? .{0,60}account|not a valid recipient|¤ is no longer valid)/,
    afterData: true,
    because: `Yahoo and AOL: 554 delivery error: dd This user doesn't have a yahoo.com account; ${YAHOO}`,
  },
  {
    name: 'yahoo-not-found',
    reason: 'unknown-mailbox',
    text: /requested mail action aborted, mailbox not found/,
    afterData: true,
    because: `Yahoo and AOL: 552 1 Requested mail action aborted, mailbox not found; ${YAHOO}`,
  },
  {
    name: 'yahoo-disabled',
    reason: 'closed-mailbox',
    text: /this mailbox is disabled \(554\.30\)|this account has been disabled or discontinued \[#10[12]\]/,
    afterData: true,
    because: `Yahoo and AOL: 554 30 … This mailbox is disabled; ${YAHOO}`,
  },
  {
    name: 'exchange-edge-blocked',
    reason: 'unknown-mailbox',
    status: /^5\.(4\.1|7\.504)$/,
    text: /recipient address(es)? rejected ?: access denied/,
    because: `Exchange Online: the directory does not list the recipient (5.4.1 and 5.7.504, Directory-Based Edge Blocking); ${EXCHANGE}`,
  },
  {
    name: 'exchange-not-found',
    reason: 'unknown-mailbox',
    status: /^5\.1\.(1|10)$/,
    text: /resolver\.adr\.(ex)?(recipnotfound|recipientnotfound)|recipient .{0,20}not found by smtp address lookup/,
    because: `Exchange: 5.1.10 RESOLVER.ADR.RecipientNotFound; ${EXCHANGE}`,
  },
  {
    name: 'exchange-no-domain',
    reason: 'unknown-domain',
    status: /^5\.4\.310$/,
    text: /dns domain .{0,80}does not exist/,
    because: `Exchange Online: 5.4.310 DNS domain does not exist; ${EXCHANGE}`,
  },
  {
    name: 'orange-invalid',
    reason: 'unknown-mailbox',
    text: /adresse d.{0,3}destinataire invalide.{0,3}$|\binvalid recipient\. (lpn|ofr)\d*_?416\b/,
    because: 'Orange: 550 5.5.0 Adresse destinataire invalide. LPN…_416; https://postmaster.orange.fr/',
  },
];
