import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryContext, openDeliveryContext } from '../../src/delivery/delivery-context.js';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { completeRules, type GivenRules } from '../../src/model/rules.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { saveRuleSet } from '../../src/store/editions/rule-sets.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { never } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { allTemplates } from '../rendering/email-templates.js';
import { site } from '../rendering/invented-digest.js';
import { listedPaper } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { type OpenWeb, openWeb, publicUrl, webSecrets } from '../web/open-web.js';

const date = '2026-03-24';

/** As sources write them; what the words show of each is in the comments. */
const papers = [
  { title: "The Poincar\\'e lantern", authors: ['Ada Sample'] },
  { title: "Maps of Poincar{\\'e} gardens", authors: ['Bo Sample'] },
  { title: 'Kettles and tea', authors: ["Jos\\'e Mu\\~noz Garc\\'{\\i}a", 'Cy Sample'] },
  { title: 'World-Model kettles', authors: ['Di Sample'] },
  { title: 'A worldmodel of tea', authors: ['Ed Sample'] },
  { title: 'Models of the world', authors: ['José Muñoz'] },
];

const readers: [string, GivenRules, number[]][] = [
  ['poincare', { follow: { keywords: ['Poincaré'] } }, [0, 1]],
  ['plain', { follow: { keywords: ['poincare'] } }, [0, 1]],
  ['munoz', { follow: { authors: ['José Muñoz García'] } }, [2]],
  ['world', { follow: { keywords: ['world model'] } }, [3, 4]],
  ['hyphen', { follow: { keywords: ['world-model'] } }, [3, 4]],
  ['mutes', { mute: { keywords: ['worldmodel', 'Poincare'], authors: ['Jose Munoz Garcia'] } }, [5]],
];

describe('readers who follow names and words', () => {
  let web: OpenWeb;
  let sink: SmtpSink;
  let context: DeliveryContext;

  beforeAll(async () => {
    [web, sink] = await Promise.all([openWeb(), startSmtpSink()]);
    const smtp = { url: sink.url, name: 'sender.example.org' };
    context = openDeliveryContext({
      ...{ database: web.database, templates: await allTemplates(), site: { ...site, publicUrl } },
      keys: { secretKeys: webSecrets, keyring: web.keyring },
      ...{ signers: [], log: silent, clock: () => web.now, worker: 'worker', policy: 'hold' },
      relayParts: [{ name: 'relay', smtp, connections: 1, noticeConnections: 1 }],
    });
  });
  afterAll(async () => {
    await Promise.all(context.relays.map((relay) => relay.close()));
    await web.close();
    await sink.stop();
  });

  it('are mailed exactly the papers that show them', async () => {
    const idOf = (index: number) => `2603.${String(index + 1).padStart(5, '0')}`;
    await savePapers(
      web.database,
      papers.map((paper, index) =>
        listedPaper({
          id: idOf(index),
          date,
          upvotes: 50 - index,
          paper: { ...paper, abstract: 'Nothing of it.' },
        }),
      ),
    );
    for (const [name, rules] of readers) {
      const { id } = await web.addReader(`${name}@example.net`);
      const ruleSet = await saveRuleSet(web.database, completeRules(rules));
      await web.database.query('UPDATE subscribers SET rule_set_id = $2 WHERE id = $1', [id, ruleSet]);
    }
    const order = { kind: 'daily', period: date, listDate: date, strategy: 'upvotes' } as const;
    const { id } = await assembleDigest(web.database, { ...order, now: web.now });
    await releaseDigest(web.database, id, web.now);
    for (const slice of await fanOut(web.database, id)) await sendSlice(context, slice, never);
    for (const [name, , shown] of readers) {
      const message = sink.messages.find(({ to }) => to.includes(`${name}@example.net`));
      const { text = '' } = message === undefined ? {} : await PostalMime.parse(message.raw);
      const ids = papers.map((_, index) => index).filter((index) => text.includes(idOf(index)));
      expect([name, ids]).toEqual([name, shown]);
    }
  });
});
