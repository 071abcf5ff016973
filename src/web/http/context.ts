import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import type { TextsByLanguage } from '../../i18n/load-texts.js';
import type { JobQueues } from '../../jobs/queues.js';
import type { Proofs } from '../../signing/proof-of-work.js';
import type { Database } from '../../store/database.js';
import type { SignupLimits } from '../../subscribers/decide-signup.js';
import type { Keyring } from '../../subscribers/keyring.js';
import type { Installation } from './installation.js';
import type { MailboxReader } from './mailbox-reader.js';
import type { MailingReader } from './mailing-reader.js';
import type { PageCache } from './page-cache.js';
import type { OnAnswered } from './request-log.js';
import type { UploadPlaces } from './upload-places.js';
import type { Views } from './views.js';

/** What the web role is given at start. */
export interface WebContext {
  readonly config: Config;
  readonly texts: TextsByLanguage;
  readonly database: Database;
  readonly queues: JobQueues;
  /** Current key first. */
  readonly secretKeys: readonly string[];
  readonly keyring: Keyring;
  /** Writes down outside the database who left; absent where nobody does. */
  readonly departures?: { note(): Promise<void> };
  /** Null where mail leaves for real; there are no mailbox pages then. */
  readonly mailbox: MailboxReader | null;
  /** Counts requests for all web processes together; null lets each count for itself. */
  readonly redis: Redis | null;
  /** Reads a URL of Amazon SNS that was checked; absent: over the network, from public addresses only. */
  readonly getFromSns?: (url: URL) => Promise<string>;
  /** What confirmations are limited to; absent: as everywhere. */
  readonly signupLimits?: SignupLimits;
  /** Pictures of papers by their names; null or absent where the operator wants none. */
  readonly pictures?: { read(name: string): Promise<Buffer | null> } | null;
  /** What operators see of the process; null: there are no pages for operators. */
  readonly installation: Installation | null;
  /** Told of each answered request, for whoever measures them. */
  readonly onAnswered?: OnAnswered;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** What a family of pages is given: the context, and how pages are rendered. */
export interface PageContext extends WebContext {
  readonly views: Views;
  readonly proofs: Proofs;
  /** Pages that are the same for everybody. */
  readonly pages: PageCache;
  /** For lists of people, by pages and API alike. */
  readonly uploads: UploadPlaces;
  /** What is counted of mailings, by pages and API alike. */
  readonly mailings: MailingReader;
  /** Path of PUBLIC_URL without a slash at its end; empty as a rule. Links and forms start with it. */
  readonly base: string;
}

/** A Fastify instance whose handlers are typed by their TypeBox schemas. */
export type WebServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
