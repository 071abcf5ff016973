import { createHmac, randomInt } from 'node:crypto';

/** Without the letters that look like digits, and without U, so that no code is a word (Crockford's base 32). */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Of 5 bits each: 80 bits. */
const LENGTH = 16;
const CODES = 10;

/** Ten codes as they are shown and written down, in four groups. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const code = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
    return (code.match(/.{4}/g) ?? []).join('-');
  });
}

/**
 * What rows keep of a code. 80 bits are too few for a hash that anybody can compute (ASVS 5.0, 6.5.2).
 * @param operatorKey of the keyring
 * @param typed in any case, with or without hyphens, also with O for 0 and I or L for 1
 * @returns null where it has not the form of a code
 */
export function recoveryCodeHash(operatorKey: Buffer, typed: string): Buffer | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (code.length !== LENGTH || [...code].some((sign) => !SIGNS.includes(sign))) return null;
  return createHmac('sha256', operatorKey).update(`recovery code ${code}`).digest();
}
