import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inHalves } from '../../src/store/in-halves.js';

const fault = (code: string) => Object.assign(new Error(code), { code });

it('serves everybody but those at fault, once each', async () => {
  const some = fc.uniqueArray(fc.nat(200), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(some, fc.uniqueArray(fc.nat(200), { maxLength: 5 }), async (ids, bad) => {
      const served: number[] = [];
      const passedOver: number[] = [];
      await inHalves(
        ids,
        async (portion) => {
          if (portion.some((id) => bad.includes(id))) throw fault('22023');
          served.push(...portion);
        },
        async (id) => void passedOver.push(id),
      );
      expect(served).toEqual(ids.filter((id) => !bad.includes(id)));
      expect(passedOver).toEqual(ids.filter((id) => bad.includes(id)));
    }),
  );
});

it.each(['57P01', '40P01', '53300', '08006', 'ECONNRESET', ''])('blames no row for %j', async (code) => {
  const passedOver: number[] = [];
  const work = inHalves(
    [1, 2],
    () => Promise.reject(fault(code)),
    async (id) => void passedOver.push(id),
  );
  await expect(work).rejects.toThrow();
  expect(passedOver).toEqual([]);
});
