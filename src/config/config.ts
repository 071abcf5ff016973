import type { Brand } from '../brand/brand.js';
import type { DomainLimits } from '../delivery/relays/domain-limits.js';
import type { Connections, RelaySettings } from '../delivery/relays/relay-settings.js';
import type { Approval } from '../model/release-state.js';
import type { AbstractForm } from '../model/rules.js';
import type { OidcSettings } from '../operators/oidc-provider.js';
import type { ReturnPath } from '../signing/return-path.js';
import type { SourceSettings } from '../sources/source-settings.js';
import type { TopicVocabulary } from '../topics/vocabulary.js';
import type { SigningConfig } from './config-dkim.js';
import type { FeedbackConfig } from './config-feedback.js';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** What the process was told; nothing else reads the environment. Null means: not set, use the embedded default. */
export interface Config extends SigningConfig {
  readonly role: 'all' | 'web' | 'worker';
  readonly host: string;
  readonly port: number;
  /** Whether the built-in mailbox may be read by whoever reaches the port. */
  readonly mailboxOpen: boolean;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** The one origin that the operators' pages answer on; null: that of the public URL. */
  readonly adminUrl: string | null;
  readonly logLevel: string;
  readonly trustProxy: readonly string[];
  /** Where each role tells how it is; null: nowhere. */
  readonly monitor: { readonly host: string; readonly port: number } | null;
  /** Whom doctor asks for DNS; empty: the system's servers. */
  readonly dnsServers: readonly string[];
  /** Sites that may show the subscribe form. */
  readonly embedOrigins: readonly string[];
  readonly dataDir: string;
  /** Where it is written down outside the database who left. */
  readonly departuresFile: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Certificates, PEM, of the authority of Redis; null: those that Node knows. */
  readonly redisCa: string | null;
  /** Where a relay says nothing of its own. */
  readonly connections: Connections;
  /** By which mail leaves; empty means the built-in mailbox. One where SMTP_URL names it. */
  readonly relays: readonly RelaySettings[];
  readonly domainLimits: DomainLimits;
  readonly mailFrom: Mailbox;
  /** A folder of texts, `<language>/<file>.json`, that take the place of Broadsheet's own. */
  readonly texts: string | null;
  /** What readers may follow by a name: the shipped topics, with what the file of TOPICS adds. */
  readonly topics: TopicVocabulary;
  /** A folder of templates that take the place of Broadsheet's own. */
  readonly mailTemplates: string | null;
  /** The same for pages. */
  readonly webTemplates: string | null;
  readonly mailReplyTo: string | null;
  /** Where messages come back to; null: to the address of `mailFrom`. */
  readonly returnPath: ReturnPath | null;
  readonly feedback: FeedbackConfig;
  readonly postalAddress: string | null;
  readonly siteName: string;
  /** Logo, colours and links of the publisher. */
  readonly brand: Brand;
  /** The current key first, then former ones; empty means one is made and kept in `dataDir`. */
  readonly secretKeys: readonly string[];
  readonly adminApiKey: string | null;
  /** Who says who operators are, where that is somebody else. */
  readonly oidc: OidcSettings | null;
  /** Whether operators sign in by passwords. */
  readonly localLogin: boolean;
  /** Whether events may be sent to addresses within one's own network. */
  readonly webhookPrivate: boolean;
  /** How many messages each connection marks in one commit. */
  readonly markAhead: number;
  /** Where workers write down which of them have begun. */
  readonly flightDir: string;
  readonly uncertainPolicy: 'hold' | 'resend';
  /** Where papers come from, each name once. */
  readonly sources: readonly SourceSettings[];
  /** Without a slash at the end, as the next two. */
  readonly huggingfaceUrl: string;
  readonly arxivApiUrl: string;
  readonly arxivRssUrl: string;
  /** How old a page may be that is handed out unseen; 0: none is kept. */
  readonly pageCacheSeconds: number;
  /** How long a digest waits for a source that does not answer, in minutes. */
  readonly sourceWaitMinutes: number;
  readonly pollMinutes: number;
  readonly digestTime: string;
  readonly digestTimezone: string;
  /** Between freezing and releasing a digest. */
  readonly digestReviewMinutes: number;
  /** Whose approval a digest needs before it is released. */
  readonly digestApproval: Approval;
  /** How much of their papers digests show to readers who did not choose. */
  readonly digestDepth: AbstractForm;
  /** Whether pictures of papers are fetched and shown, and what they may take on disk. */
  readonly pictures: boolean;
  readonly picturesMegabytes: number;
  /** The last day on which the subscribe form is marked as new; null: while the installation is young. */
  readonly newMarkUntil: string | null;
  /** The most papers that a digest of each kind holds. */
  readonly mostPapers: { readonly weekly: number; readonly monthly: number };
}
