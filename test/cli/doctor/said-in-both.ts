import { expect } from 'vitest';
import type { Finding } from '../../../src/dns/finding.js';
import type { TextKey } from '../../../src/i18n/text-keys.js';
import { shippedTexts } from '../../support/shipped-texts.js';

/** What the terminal says in English is in the texts, and a German page says it in other words. */
export async function expectSaidInBoth(findings: readonly Finding[]): Promise<void> {
  const { en, de } = await shippedTexts();
  for (const { check, text, todo, said } of findings) {
    if (said === undefined) expect.fail(`${check}: ${text} is said in English alone`);
    const { values } = said;
    expect(text).toBe(en.t(said.text as TextKey, values));
    expect(todo).toBe(said.todo === null ? null : en.t(said.todo as TextKey, values));
    // The name of a setting alone is the same in both.
    if (/[a-z]{2}/.test(text)) expect(de.t(said.text as TextKey, values)).not.toBe(text);
    if (said.todo !== null) expect(de.t(said.todo as TextKey, values)).not.toBe(todo);
  }
}
