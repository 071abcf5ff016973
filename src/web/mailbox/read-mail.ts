import PostalMime from 'postal-mime';

/** A message as a mail client would show it. */
export interface ReadMail {
  readonly subject: string;
  readonly from: string;
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
    subject: mail.subject ?? '(no subject)',
    from: addressText(mail.from),
    to: (mail.to ?? []).map(addressText).join(', '),
    html: mail.html ?? null,
    text: mail.text ?? null,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

function addressText(mailbox: Parsed['from']): string {
  if (mailbox === undefined) return 'nobody';
  if (mailbox.address === undefined || mailbox.address === '') return mailbox.name;
  return mailbox.name === '' ? mailbox.address : `${mailbox.name} <${mailbox.address}>`;
}
