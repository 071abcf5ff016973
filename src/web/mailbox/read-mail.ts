import PostalMime from 'postal-mime';

/** A message as a mail client would show it. */
export interface ReadMail {
  /** Null where it has none; the same of the sender. */
  readonly subject: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly html: string | null;
  readonly text: string | null;
  /** In the order of the message, unfolded, not decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>;

export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw);
  return {
    subject: mail.subject ?? null,
    from: addressText(mail.from),
    to: (mail.to ?? []).map((one) => addressText(one) ?? '').join(', '),
    html: mail.html ?? null,
    text: mail.text ?? null,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

function addressText(mailbox: Parsed['from']): string | null {
  if (mailbox === undefined) return null;
  if (mailbox.address === undefined || mailbox.address === '') return mailbox.name;
  return mailbox.name === '' ? mailbox.address : `${mailbox.name} <${mailbox.address}>`;
}
