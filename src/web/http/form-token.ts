import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a session's forms are signed with; it opens no session. */
export function formKeyOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('forms of the admin').digest('base64url');
}

/** Proves that a form was made for this session and for this action (ASVS 5.0, 3.5.1). */
export function formToken(formKey: string, action: string): string {
  return createHmac('sha256', formKey).update(action).digest('base64url');
}

export function isFormToken(formKey: string, action: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [expected, brought] = [Buffer.from(formToken(formKey, action)), Buffer.from(given)];
  return expected.length === brought.length && timingSafeEqual(expected, brought);
}
