import type { FeedbackEvent } from '../../model/feedback.js';
import type { FeedbackSource } from '../../model/feedback-effect.js';

export type Provider = Exclude<FeedbackSource, 'smtp' | 'imap'>;

export interface WebhookRequest {
  /** Every octet as it came: signatures are over them. */
  readonly body: Buffer;
  /** By the name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** What a provider says about one recipient. */
export interface ProviderEvent {
  readonly event: FeedbackEvent;
  /** The provider's name for what happened: the same each time it is told. */
  readonly id: string;
  /** The envelope sender, where the provider returns it. */
  readonly sender: string | null;
  /** Message-IDs of the message it is about, ours among them where the provider keeps it. */
  readonly messageIds: readonly string[];
  readonly occurredAt: Date;
  /** This event as the provider told it. */
  readonly raw: unknown;
}

export interface WebhookReading {
  readonly events: readonly ProviderEvent[];
  /** Where the signature does not cover the body: good for one body only. */
  readonly onceOnly: string | null;
}

/** One provider's way to tell what happened. */
export interface Webhook {
  readonly provider: Provider;
  /**
   * Verifies a request, then reads it. What is not known or has no meaning here is left out.
   * @throws BroadsheetError WEBHOOK_REFUSED before anything of it is believed, INPUT_INVALID where it is verified
   *   and cannot be read
   */
  read(request: WebhookRequest): Promise<WebhookReading>;
}
