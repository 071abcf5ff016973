/** One reader's digest, taken apart again: what other senders are given to send. */
export interface MailContent {
  readonly from: string;
  readonly subject: string;
  /** With {@link openAddress} and {@link openUrl} where a reader's own stand. */
  readonly html: string;
  readonly text: string;
  /** The whole message as Broadsheet composes it, without a signature. */
  readonly message: string;
}

export const openAddress = 'the-reader@of-this-message.example';
export const openUrl = 'https://papers.example.org/unsubscribe/THE_LINK_OF_THE_READER_OF_THIS_MESSAGE_';
