import type { ShownPicture } from '../brand/brand.js';
import type { SiteLinks } from '../brand/site-links.js';
import type { AbstractForm } from '../model/rules.js';

/** Who sends: what every message of one service has in common. */
export interface SiteIdentity {
  readonly name: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  /** Stands in every newsletter (15 USC 7704(a)(5)); null only where mail stays in the built-in mailbox. */
  readonly postalAddress: string | null;
  /** The identifier of List-Id (RFC 2919 §2) without angle brackets, as `daily.example.org`. */
  readonly listId: string;
  /** How much of their papers digests show to readers who did not choose; `short` where absent. */
  readonly digestDepth?: AbstractForm;
  /** Where the publisher tells who it is; nowhere where they are absent. */
  readonly links?: SiteLinks;
  /** Stands in place of the name on top of mails; the name does where it is null or absent. */
  readonly logo?: ShownPicture | null;
  /** Whether pictures of papers are shown; they are where it is absent. */
  readonly pictures?: boolean;
}
