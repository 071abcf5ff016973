/** Where the publisher tells who it is, what becomes of people's data, and how it is reached; null: nowhere. */
export interface SiteLinks {
  readonly imprintUrl: string | null;
  readonly privacyUrl: string | null;
  readonly contact: Contact | null;
}

export interface Contact {
  /** An address, or the URL itself. */
  readonly shown: string;
  /** With `mailto:` where it is an address. */
  readonly url: string;
}

export const noLinks: SiteLinks = { imprintUrl: null, privacyUrl: null, contact: null };

/** A link of a footer; its name is also that of its text, `brand.imprint`. */
export interface SiteLink {
  readonly name: 'imprint' | 'privacy' | 'contact';
  readonly url: string;
  readonly shown: string;
}

/** Those that there are, in the order in which footers have them. */
export function listLinks({ imprintUrl, privacyUrl, contact }: SiteLinks): readonly SiteLink[] {
  return [
    ...(imprintUrl === null ? [] : [{ name: 'imprint' as const, url: imprintUrl, shown: imprintUrl }]),
    ...(privacyUrl === null ? [] : [{ name: 'privacy' as const, url: privacyUrl, shown: privacyUrl }]),
    ...(contact === null ? [] : [{ name: 'contact' as const, ...contact }]),
  ];
}

/** The way to an address (RFC 6068 §2): what means something in a URL is escaped. */
export function contactOfAddress(address: string): Contact {
  const at = address.lastIndexOf('@');
  const local = encodeURIComponent(address.slice(0, at)).replace(/%2B/g, '+');
  return { shown: address, url: `mailto:${local}@${address.slice(at + 1)}` };
}
