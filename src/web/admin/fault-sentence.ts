import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import type { PasswordFault } from '../../operators/password-rules.js';

/** What somebody showed, or was asked for, where a fault is about it. */
export type About = 'password' | 'code' | 'passkey';

/**
 * What a form says of an error that its sender can do something about.
 * @throws the error itself where it is none of those
 */
export function faultSentence({ t }: Texts, error: unknown, about: About): string {
  if (!(error instanceof BroadsheetError)) throw error;
  const { code, details } = error;
  switch (code) {
    case 'LOGIN_FAILED':
      return t(`admin-fault.login-${about}`);
    case 'LOGIN_SLOWED':
      return t('admin-fault.slowed', { minutes: Math.ceil(Number(details['waitSeconds'] ?? 60) / 60) });
    case 'OVERLOADED':
      return t('admin-fault.busy');
    case 'PASSWORD_REFUSED':
      return t(`admin-fault.password-${details['reason'] as PasswordFault}`);
    case 'FACTOR_REFUSED':
      return t(`admin-fault.refused-${about}`);
    case 'ADDRESS_TAKEN':
      return t('admin-fault.address-taken');
    case 'ADDRESS_INVALID':
      return t('admin-fault.address');
    case 'INPUT_INVALID':
      return t('admin-fault.name');
    default:
      throw error;
  }
}
