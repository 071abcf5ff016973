/** What a stranger's server or file gave is not used as a picture; the message says why in a few words. */
export class RefusedPicture extends Error {
  override readonly name = 'RefusedPicture';
}
