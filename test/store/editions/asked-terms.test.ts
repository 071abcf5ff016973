import { describe, expect, it } from 'vitest';
import { asksOf } from '../../../src/store/editions/read-for-rules.js';

describe('a term that was pasted with its LaTeX asks for what it reads as', () => {
  it.each([
    ['keywords', '$\\pi_0$', 'π0'],
    ['keywords', 'T$^2$PO + {\\cal N}=4', 'T²PO + 𝒩=4'],
    ['keywords', "Poincar\\'e", 'Poincaré'],
    ['authors', "Jos\\'e Mu\\~noz Garc{\\'\\i}a", 'José Muñoz García'],
    ['authors', 'Zo\\"e Plain', 'zoe plain'],
    ['organisations', 'Universit{\\"a}t Muster', 'Universität Muster'],
    ['keywords', 'a prize of $5', 'a prize of $5'],
  ] as const)('%s %j as %j', (kind, pasted, readable) => {
    expect(asksOf({ kind, value: pasted })).toBe(asksOf({ kind, value: readable }));
    expect(asksOf({ kind, value: pasted })).not.toBeNull();
  });
});
