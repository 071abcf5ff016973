import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/read-config.js';
import type { BroadsheetError } from '../../../src/errors.js';
import { openViews } from '../../../src/web/http/open-views.js';
import { proofViews } from '../../../src/web/http/proof-views.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const shipped = new URL('../../../templates/web/', import.meta.url);
const texts = await shippedTexts();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-views-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, source: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), source);
}

const source = (file: string) => readFileSync(new URL(file, shipped), 'utf8');
const open = () =>
  openViews(readConfig({ WEB_TEMPLATES: folder }), texts, { mailboxOpen: false, shareImagesDrawn: true });

function refusal(): string {
  try {
    open();
    return '';
  } catch (error) {
    expect((error as BroadsheetError).code).toBe('TEMPLATE_INVALID');
    return (error as Error).message;
  }
}

describe('page templates of one’s own', () => {
  it('take the place of those with the same name, with parts of their own', () => {
    put(
      'message.liquid',
      source('message.liquid').replace('<h1>', '{% render "parts/ours", word: heading %}\n<h1>'),
    );
    put('parts/ours.liquid', '<p class="ours">Ours: {{ word }}</p>');
    const values = new Map(proofViews).get('message') ?? {};
    expect(open().render('de', 'message', { ...values, heading: '<b>' })).toContain(
      '<p class="ours">Ours: &lt;b&gt;</p>',
    );
  });

  it('may be every one that Broadsheet has, as it is', () => {
    for (const file of [
      'layout',
      'day',
      'paper',
      'preferences',
      'search',
      'embed',
      'admin/layout',
      'admin/desk',
      'parts/subscribe',
      'parts/paper',
    ])
      put(`${file}.liquid`, source(`${file}.liquid`));
    expect(refusal()).toBe('');
  });

  it.each<[string, string, (source: string) => string, RegExp]>([
    [
      'Liquid that does not parse',
      'paper.liquid',
      (text) => `${text}{% if %}`,
      /^paper\.liquid cannot be used: .*line:/,
    ],
    [
      'a filter that there is not',
      'paper.liquid',
      (text) => `${text}{{ heading | shout }}`,
      /undefined filter: shout/,
    ],
    [
      'a name that no page has',
      'papre.liquid',
      () => 'x',
      /^papre\.liquid cannot be used: no template has this name; there are /,
    ],
    [
      'a value that its page does not have',
      'day.liquid',
      (text) => text.replace('{{ heading }}', '{{ headnig }}'),
      /^day\.liquid cannot be used: its page has no value headnig$/,
    ],
    [
      'a part of a value',
      'parts/paper.liquid',
      (text) => `${text}{{ paper.titel }}`,
      /its page has no value with \.titel/,
    ],
    [
      'a value of another page',
      'layout.liquid',
      (text) => text.replace('{{ siteName }}', '{{ papers }}'),
      /no value papers/,
    ],
    [
      'a part that there is not',
      'message.liquid',
      (text) => `${text}{% render 'parts/none' %}`,
      /there is no parts\/none to render/,
    ],
    [
      'text that is not escaped',
      'message.liquid',
      (text) => text.replace('{{ heading }}</h1>', '{{ heading | raw }}</h1>'),
      /not escaped/,
    ],
    [
      'a text that there is not',
      'message.liquid',
      (text) => text.replace('<h1>', '<h1>{{ "layout.none" | t }}'),
      /there is no text layout\.none/,
    ],
    [
      'a text without its values',
      'layout.liquid',
      (text) => text.replace('| t: site: siteName', '| t'),
      /^layout\.liquid cannot be used: layout\.purpose cannot be said/,
    ],
    [
      'a script',
      'layout.liquid',
      (text) => text.replace('</head>', '<script>track()</script></head>'),
      /an inline script/,
    ],
    [
      'what other sites have',
      'layout.liquid',
      (text) => text.replace('</head>', '<script src="https://cdn.example/a.js"></script></head>'),
      /something from another site, which the policy of pages refuses/,
    ],
    [
      'a style and a handler',
      'message.liquid',
      (text) => text.replace('<h1>', '<h1 style="color:red" onclick="x()">'),
      /inline style.*; a script in an attribute/,
    ],
    [
      'a form without a field',
      'parts/subscribe.liquid',
      (text) => text.replace('name="address"', ''),
      /the field name="address" is missing/,
    ],
    [
      'a form without its token',
      'admin/me.liquid',
      (text) => text.replaceAll("{{ '/admin/me' | formToken }}", ''),
      /\{\{ '\/admin\/me' \| formToken \}\} is missing/,
    ],
    [
      'a form without the line of consent',
      'parts/subscribe.liquid',
      (text) => text.replace('{{ consent.promise }}', ''),
      /consent\.promise is missing/,
    ],
    [
      'a layout without the imprint',
      'layout.liquid',
      (text) => text.replace("{% render 'parts/site-links' %}", ''),
      /^layout\.liquid cannot be used: siteLinks is missing from it and its parts$/,
    ],
    [
      'a layout without pages in it',
      'admin/layout.liquid',
      (text) => text.replace('{% block door %}{% endblock %}', ''),
      /\{% block door %\} is missing/,
    ],
    ['a page without a layout', 'digests.liquid', () => 'Hello', /\{% layout 'layout' %\} is missing/],
  ])('are refused with %s', (_, file, change, reason) => {
    const before = file === 'papre.liquid' ? '' : source(file);
    put(file, change(before));
    expect(change(before)).not.toBe(before);
    expect(refusal()).toMatch(reason);
  });

  it('are refused where there is no such folder', () => {
    rmSync(folder, { recursive: true });
    expect(refusal()).toMatch(/the folder cannot be read/);
    mkdirSync(folder);
  });
});
