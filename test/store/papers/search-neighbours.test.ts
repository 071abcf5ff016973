import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeRules } from '../../../src/model/rules.js';
import { readSearch } from '../../../src/model/search-query.js';
import { insertDigestPapers } from '../../../src/store/digests/digest-papers.js';
import { previewEditions } from '../../../src/store/editions/preview.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { searchPapers } from '../../../src/store/papers/search.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { listedPaper } from '../../support/listed-paper.js';

const date = '2026-03-23';

/** Invented titles as they come, and what people type who look for them, by kind. */
const kinds: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  superscripts: [
    ['R^3L for kettles', 'R³L', 'R3L', 'r^3l'],
    ['The D$^4$RT lantern', 'D⁴RT', 'D4RT', 'D$^4$RT'],
    ['K\\textsuperscript{2}Tea at work', 'K²Tea', 'K2Tea'],
    ['M$^{2}$-Kettle', 'M²-Kettle', 'M2-Kettle', 'M2 Kettle'],
    ['E(3)-kettles of $E^{n}$', 'Eⁿ', 'E^n'],
    ['Lift² for cups', 'Lift2', 'Lift^2', 'Lift²'],
    ['A$^*$-pour', 'A*-pour', 'a pour'],
    ['$S^5$Former brews', 'S⁵Former', 'S5Former'],
    ['U<sup>7</sup>Net steams', 'U⁷Net', 'U7Net'],
    ['G^{6}PT serves', 'G⁶PT', 'G6PT', 'g6pt'],
  ],
  'signs behind numbers': [
    ['Turned by 270$^\\circ$', '270°', '270'],
    ['A 95\\% brew', '95%', '95 %'],
    ['Boiled at 98$^{\\circ}$C', '98°C', '98 °C'],
    ['Cups of 33 $\\mu$m', '33 μm', '33 µm'],
    ['Up to 17$\\times$ hotter', '17×', '17× hotter'],
    ['The 42\\,\\AA{} spoon', '42 Å', '42 A'],
    ['From $\\sim$71 cups', '∼71', '~71'],
    ['Of $\\pm$87 grams', '±87'],
    ['At $\\leq$64 spoons', '≤64', '<=64'],
    ['A \\SI{53}{\\milli\\litre} cup', '53 ml', '53 mL'],
  ],
  subscripts: [
    ['Steps of $\\rho_{1.5}$', 'ρ₁.₅', 'ρ1.5'],
    ['V_{0.7} is poured', 'V₀.₇', 'V0.7'],
    ['H$_2$O boils', 'H₂O', 'H2O', 'h2o'],
    ['CO$_{2}$ fizzes', 'CO₂', 'CO2'],
    ['The $\\tau_{0}$ robot', 'τ₀', 'τ0'],
    ['$\\ell_1$ saucers', 'ℓ₁', 'l1 saucers'],
    ['f_{\\theta} of tea', 'f_θ', 'fθ'],
    ['Tea<sub>12</sub> leaves', 'Tea₁₂', 'Tea12'],
    ['$x_{ij}$ crumbs', 'xᵢⱼ', 'xij'],
    ['GPT$_{8}$ sips', 'GPT₈', 'GPT8'],
  ],
  'Greek letters by name': [
    ['$\\tau_{3}$-steam', 'τ₃-steam', 'tau3-steam', 'tau3 steam', 'tau3'],
    ['The $\\pi_{0.9}$ pourer', 'π₀.₉ pourer', 'pi0.9', 'pi0.9 pourer'],
    ['$\\gamma$-toaster of cups', 'γ-toaster', 'gamma-toaster', 'gamma toaster', 'Gamma Toaster'],
    ['Lambda-crumpets at five', 'λ-crumpets', 'λ crumpets', 'lambda crumpets'],
    ['\\Sigma-scones', 'σ-scones', 'sigma-scones', 'sigma scones'],
  ],
  'letters of other alphabets': [
    ['$\\beta$-kettle', 'β-kettle', 'β kettle', 'ϐ-kettle'],
    ['$\\Omega$ lids', 'Ω lids', 'ω lids', 'Ω lids'],
    ['The $\\mathcal{Q}$ pot', '𝒬 pot', 'Q pot'],
    ['$\\mathbb{Z}$ shelves', 'ℤ shelves', 'Z shelves'],
    ['Ｆｕｌｌ cups', 'Full cups', 'Ｆｕｌｌ cups'],
    ['𝐁𝐨𝐥𝐝 spoons', 'Bold spoons', '𝐁𝐨𝐥𝐝 spoons'],
    ['$\\varphi$ saucers', 'φ saucers', 'ϕ saucers'],
    ['$\\epsilon$-sweet', 'ε-sweet', 'ϵ sweet'],
    ['Straße of tea', 'Strasse', 'STRASSE', 'Straße'],
    ['ﬁne ﬂavours', 'fine flavours', 'ﬁne ﬂavours'],
  ],
  dashes: [
    ['Bias-Warmth trays', 'Bias–Warmth', 'bias warmth', 'Bias—Warmth', 'BiasWarmth'],
    ['Cup--Saucer pairs', 'Cup-Saucer', 'Cup–Saucer', 'cup saucer'],
    ['Leaf‐Stem ratios', 'Leaf-Stem', 'leaf stem'],
    ['Black−Green blends', 'Black-Green', 'Black–Green'],
    ['Actor‑Pourer loops', 'Actor-Pourer', 'ActorPourer'],
    ['Milk---Sugar', 'Milk-Sugar', 'milk—sugar'],
    ['Tea\\nobreakdash-Time', 'Tea-Time', 'TeaTime', 'tea time'],
    ['Chain-of-Cups', 'chain of cups', 'Chain–of–Cups', 'ChainofCups'],
    ['Pour–Then–Sip', 'Pour-Then-Sip', 'pour then sip'],
    ['Steam/Water mix', 'Steam-Water', 'steam water', 'Steam/Water'],
  ],
  'accents as LaTeX writes them': [
    ["The Fr{\\'e}chet teaspoon", 'Fréchet', 'Frechet', 'FRÉCHET'],
    ['Schr\\"odinger kettles', 'Schrödinger', 'Schrodinger'],
    ['H\\"{o}lder holders', 'Hölder', 'Holder'],
    ["L\\'evy pourings", 'Lévy', 'Levy'],
    ['{\\v C}ech cups', 'Čech', 'Cech'],
    ['Erd\\H{o}s pots', 'Erdős', 'Erdos'],
    ['It{\\^o} drips', 'Itô', 'Ito'],
    ['K\\"ahler leaves', 'Kähler', 'Kahler'],
    ['{\\L}ojasiewicz lids', 'Łojasiewicz', 'Lojasiewicz'],
    ['Bj{\\o}rken brews', 'Bjørken', 'Bjorken'],
  ],
  'names and words without their accents': [
    ['Möbius strips of tea', 'Mobius', 'MÖBIUS', 'Mo\u0308bius'],
    ['A naïve barista', 'naive barista', 'NAIVE'],
    ['Café scenes', 'cafe scenes', 'CAFÉ'],
    ['Noël and Núñez', 'Noel', 'Nunez'],
    ['Ångström sips', 'Angstrom', 'ångström'],
    ['Dvořák hums', 'Dvorak', 'dvořák'],
    ['Ramón y Cajal', 'Ramon y Cajal', 'ramón'],
    ['Nguyễn pours', 'Nguyen', 'NGUYỄN'],
    ['Ørsted units', 'Orsted', 'ørsted'],
    ['Gauß und Maß', 'Gauss', 'GAUSS'],
  ],
  'words apart, with hyphens, and as one': [
    ['Kettle-model agents', 'kettle model', 'kettlemodel', 'kettle-model'],
    ['Selfpouring pots', 'self-pouring', 'self pouring', 'selfpouring'],
    ['Multi teapot scenes', 'multi-teapot', 'multiteapot', 'multi teapot'],
    ['Zero-sip learning', 'zero sip', 'zerosip', 'zero-sip'],
    ['Preinfused trays', 'pre-infused', 'pre infused'],
    ['Tea bag sorting', 'teabag', 'tea-bag', 'tea bag'],
    ['Highpour films', 'high-pour', 'high pour'],
    ['Text-to-teacup', 'text to teacup', 'texttoteacup', 'text-to-teacup'],
    ['Non lidded jars', 'non-lidded', 'nonlidded'],
    ['Few-leaf brewing', 'few leaf', 'fewleaf', 'few-leaf'],
    ['(Un)sweetened jars', 'unsweetened', '(un)sweetened', 'un-sweetened'],
    ['Re(Boiled) jars', 'reboiled', 're-boiled'],
    ['5D jam', '5-D jam', '5D jam', '5-D'],
  ],
  'letters that keyboards lack': [
    ['Bülow lids', 'Bülow', 'Buelow', 'Bulow', 'BUELOW lids'],
    ['Noether of Buerger', 'Bürger', 'buerger', 'Nöther'],
    ['Goettingen scones', 'Göttingen scones', 'Goettingen'],
    ['Läufer pots', 'Laeufer', 'laufer', 'Läufer pots'],
    ['Øresund ferries', 'Oeresund ferries', 'oresund', 'Øresund'],
    ['Ålesund buns', 'Aalesund buns', 'alesund', 'Ålesund'],
    ['Aalborg buns', 'Ålborg buns', 'aalborg'],
    ['Đakovo tarts', 'Djakovo', 'dakovo', 'Đakovo tarts'],
    ['Djerdap tarts', 'Đerdap', 'djerdap'],
    ['Gəncə melons', 'Gence', 'Gəncə melons'],
  ],
  'the other number': [
    ['Spoons for CLLMs', 'CLLM', 'CLLMs', 'cllms', 'for CLLM'],
    ['A CNNX spoon', 'CNNXs', 'CNNX spoon', 'CNNX'],
    ['Stirred XPUs', 'XPU', 'stirred XPU', 'xpus'],
    ['SPDEs of steam', 'SPDE', 'SPDE of steam', 'spdes'],
    ['Crumb matrices', 'crumb matrix', 'matrices'],
    ['One sponge vertex', 'sponge vertices', 'vertex'],
    ['Analyses of sorbet', 'analysis of sorbet', 'analyses'],
    ['Sorbet spectra', 'sorbet spectrum', 'spectra'],
    ['Corpora of wafers', 'corpus of wafers', 'corpora'],
  ],
  'names and versions': [
    ['Oolong2.5-XL trays', 'Oolong 2.5 XL', 'oolong2.5', 'Oolong', 'oolong-2.5-xl', 'oolong25'],
    ['Assam 7.1 trays', 'Assam7.1', 'assam-7.1', 'Assam 7.1 trays'],
    ['TPT-6o pours', 'TPT6o', 'tpt 6o', 'TPT-6o'],
    ['TPX6o pours', 'TPX-6o', 'tpx 6o', 'TPX6o pours'],
    ['Leaf2Cup spoons', 'leaf-to-cup', 'leaf to cup', 'leaf2cup'],
    ['Stem-to-mug spoons', 'stem2mug', 'stem to mug spoons', 'stemtomug'],
    ['Moving pod to tin', 'pod2tin', 'pod-to-tin', 'moving pod to tin'],
  ],
  'Greek letters within words': [
    ['$\\mu$Brew rules', 'μBrew', 'muBrew', 'mu-brew', 'mu brew', 'µBrew rules'],
    ['ΔSip slows', 'DeltaSip', 'ΔSip', 'delta-sip', 'Delta Sip'],
    ['LambdaSip slows', 'ΛSip', 'lambdasip'],
    ['$\\omega^2$-Cup', 'omega2-cup', 'ω²-cup', 'omega^2-cup', 'omega2cup'],
    ['$\\zeta^3$ sieves', 'zeta^3', 'zeta3', 'ζ³ sieves'],
  ],
  'small numbers before a word': [
    ['Zero-cup learning', '0-cup learning', 'zero-cup', '0-cup'],
    ['A 0-mug samovar', 'zero-mug samovar', '0-mug'],
    ['Five-pot flasks', '5-pot flasks', 'five-pot'],
    ['Ten-lid urns', '10-lid urns', 'ten lid urns'],
  ],
  'British and American': [
    ['Generalised colour of naan', 'generalized colour', 'Generalised color of naan', 'color of naan'],
    ['Optimizing behavior of pita', 'optimising behavior', 'behaviour of pita'],
    ['Modelling the centre of rye', 'modeling the centre', 'modelling the center', 'center of rye'],
    ['Analyzing fibers of spelt', 'analysing fibers', 'analyzing fibres'],
  ],
  'scripts without blanks between words': [
    ['การเรียนรู้ของเครื่องชงชา', 'เครื่อง', 'ชงชา', 'เรียนรู้', 'การเรียนรู้'],
    ['ການຮຽນຮູ້ຊາ', 'ຮຽນ', 'ຊາ'],
    ['ការសិក្សាអំពីតែ', 'សិក្សា', 'តែ'],
    ['关于大茶壶模型的研究', '茶壶', '茶壶模型', '大茶壶模型'],
    ['緑茶のデータを読む', '緑茶', 'データ', '緑茶のデータ'],
    ['녹차를 위한 찻잔', '녹차', '찻잔', '녹차를'],
    ['Чайники ёжиков', 'чайники', 'ежиков', 'ЁЖИКОВ'],
    ['شَاي أحمر', 'شاي', 'احمر', 'شَاي'],
  ],
};
const papers = Object.entries(kinds).flatMap(([kind, rows]) =>
  rows.map(([title, ...typed], place) => ({ kind, title, typed, position: place + 1 })),
);
const idOf = (index: number) => `2603.${String(index + 1).padStart(5, '0')}`;
const paperOf = (index: number, title: string) =>
  listedPaper({ id: idOf(index), date, paper: { title, authors: ['Ada Sample'], abstract: 'Invented.' } });

describe('what people type', () => {
  let db: TestDatabase;
  /** A digest for each kind. */
  const digests = new Map<string, number>();
  beforeAll(async () => {
    db = await createTestDatabase();
    const listed = papers.map(({ title }, index) => paperOf(index, title));
    await savePapers(db.database, listed);
    for (const kind of Object.keys(kinds)) {
      const { rows } = await db.database.query<{ id: number }>(
        `INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
         SELECT 'daily', day, day, 'upvotes', day FROM (SELECT $1::date + count(*)::integer AS day FROM digests)
         RETURNING id`,
        [date],
      );
      const id = rows[0]?.id ?? 0;
      digests.set(kind, id);
      const frozen = papers.flatMap((paper, index) => {
        const found = listed[index];
        if (paper.kind !== kind || found === undefined) return [];
        return {
          ...{ position: paper.position, score: 1, breakdown: {}, upvotes: 1, comments: 0, stars: null },
          ...{ curation: null, note: null, paper: found.paper },
        };
      });
      await insertDigestPapers(db.database, { id, kind: 'daily' }, frozen, () => ({
        about: [],
        surelyAbout: [],
      }));
    }
  });
  afterAll(() => db.close());

  it.each(papers.map((paper, index) => [paper.kind, paper.title, paper.typed, index] as const))(
    '%s: %s is found by %j, followed and muted',
    async (kind, _, typed, index) => {
      const digestId = digests.get(kind) ?? 0;
      const position = papers[index]?.position ?? 0;
      const lost: string[] = [];
      for (const text of typed) {
        const page = await searchPapers(db.database, readSearch(`${text} `), { limit: 10, offset: 0 });
        if (!page.papers.some(({ paper }) => paper.id === idOf(index))) lost.push(`search ${text}`);
        for (const side of ['follow', 'mute'] as const) {
          const rules = completeRules({ [side]: { keywords: [text] } });
          const editions = await previewEditions(db.database, rules, [digestId]);
          const isIn = editions?.get(digestId)?.positions.includes(position) ?? side === 'mute';
          if (isIn !== (side === 'follow')) lost.push(`${side} ${text}`);
        }
      }
      expect(lost).toEqual([]);
    },
  );

  it('a word typed as one is found where it stands as two in an abstract, before and behind other words', async () => {
    const abstracts = [
      'We let a lantern garden grow.',
      'Of lanterns, and of one garden.',
      'A lantern-garden is shown.',
      'The lanterngarden is one word.',
    ];
    await savePapers(
      db.database,
      abstracts.map((abstract, index) =>
        listedPaper({ id: `2604.0000${index}`, date, paper: { title: `Paper ${index}`, abstract } }),
      ),
    );
    const found = async (typed: string) => {
      const page = await searchPapers(db.database, readSearch(typed), { limit: 10, offset: 0 });
      return page.papers.map(({ paper }) => paper.id).sort();
    };
    const all = ['2604.00000', '2604.00002', '2604.00003'];
    for (const typed of ['lanterngarden', 'lanterngarden ', 'lanterngardens ', 'lantern-garden ']) {
      expect(await found(typed), typed).toEqual(all);
    }
    expect(await found('lanterngarden grow ')).toEqual(['2604.00000']);
    expect(await found('lanterngarden -grow ')).toEqual(['2604.00002', '2604.00003']);
    const [first] = (
      await searchPapers(db.database, readSearch('lanterngarden grow '), { limit: 1, offset: 0 })
    ).papers;
    expect(first?.snippet).toContain('\uFDD4lantern\uFDD5 \uFDD4garden\uFDD5');
  });
});
