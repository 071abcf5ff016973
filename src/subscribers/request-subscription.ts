import { defaultLanguage, type Language } from '../model/language.js';
import { type SignupOrigin, writeOrigin } from '../model/origin.js';
import type { Database } from '../store/database.js';
import { insertSignup } from '../store/subscribers/signups.js';
import { consentWordings } from './consent-wording.js';
import type { GivenPreferences } from './preferences.js';

export interface SubscriptionRequest {
  /** As `addressParts` writes it. */
  readonly address: string;
  readonly via: 'form' | 'api';
  /** Where the wish came from; absent where nobody knows. */
  readonly origin?: SignupOrigin;
  /** Language of the form, hence of the wording in the consent record and of the reader's mails; absent: the default. */
  readonly language?: Language;
  /** Keyed hash of the client's address; null where none is known. */
  readonly clientHash: Buffer | null;
  /** And of the network around it. */
  readonly networkHash?: Buffer | null;
  /** Whether the client did the work that is asked for near a limit. */
  readonly proven?: boolean;
  /** What was chosen with it, checked; takes effect when it is confirmed. */
  readonly preferences?: GivenPreferences | null;
}

/**
 * Keeps a request to subscribe, to be decided by a worker. Nothing is looked up: whoever asks learns neither
 * from the answer nor from the time it takes whether an address is known.
 */
export async function requestSubscription(database: Database, request: SubscriptionRequest): Promise<void> {
  const { language = defaultLanguage, preferences = null, networkHash = null, proven = false } = request;
  const { id: wording } = consentWordings[language];
  const origin = request.origin === undefined ? null : writeOrigin(request.origin);
  const signup = { ...request, language, preferences, networkHash, proven, wording, origin };
  await insertSignup(database, signup);
}
