import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintTemplate } from '../../src/rendering/lint-template.js';
import { loadTemplates } from '../../src/rendering/templates.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { emailFolder } from './email-templates.js';

const texts = await shippedTexts();

describe('lintTemplate', () => {
  it.each([
    ['<mj-text><p>Fine<br>{{ a }}</p></mj-text>', []],
    ['<mj-section padding="0" /><p class="a>b">{% if a < b %}x{% endif %}</p>', []],
    ['<!-- <p> -->{{ "<p>" }}', []],
    ['<mj-text>\n<p>open\n</mj-text>', ['line 3: </mj-text> closes <p> of line 2']],
    ['<p>a</p></p>', ['line 1: </p> closes nothing']],
    ['\n<mj-text>', ['line 2: <mj-text> is never closed']],
    ['<p>{{ title | raw }}</p>', ['line 1: {{ title | raw }} would insert text that is not escaped']],
    ['<p>{% raw %}{{ a }}{% endraw %}</p>', ['line 1: {% raw %} would insert text that is not escaped']],
  ])('of %j', (source, faults) => {
    expect(lintTemplate(source)).toEqual(faults);
  });
});

describe('loadTemplates', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'templates-'));
    await cp(emailFolder, folder, { recursive: true });
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('finds nothing wrong with the templates of the project', async () => {
    await expect(loadTemplates(emailFolder, texts, { own: folder })).resolves.toHaveProperty('de.html');
  });

  it.each<[string, string, string, RegExp]>([
    ['a tag that does not balance', 'parts/paper.mjml', '<p>{% if x %}</div>{% endif %}', /paper\.mjml.*<p>/],
    ['Liquid that does not parse', 'welcome.txt.liquid', '{% if x %}', /welcome\.txt\.liquid.*not closed/],
    ['a filter that does not exist', 'goodbye.txt.liquid', '{{ x | shout }}', /goodbye\.txt\.liquid.*shout/],
    ['colours that are no JSON', 'tokens.json', '{', /tokens\.json/],
  ])('names the file that holds %s', async (_, file, source, message) => {
    await writeFile(join(folder, file), source);
    await expect(loadTemplates(emailFolder, texts, { own: folder })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('names a file or a folder that is missing', async () => {
    await rm(join(folder, 'goodbye.mjml'));
    await expect(loadTemplates(folder, texts)).rejects.toThrow(/goodbye\.mjml.*missing/);
    await expect(loadTemplates(join(folder, 'nowhere'), texts)).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
    });
  });

  it.each<[string, string, RegExp]>([
    ['a value nobody gives', '<mjml><mj-body>{{ sight }}</mj-body></mjml>', /welcome\.mjml.*sight/],
    [
      'an element MJML does not know',
      '<mjml><mj-body><mj-paper></mj-paper></mj-body></mjml>',
      /welcome\.mjml.*mj-paper/,
    ],
  ])('leaves %s to the compiling, which names the file', async (_, source, message) => {
    await writeFile(join(folder, 'welcome.mjml'), source);
    const { en } = await loadTemplates(emailFolder, texts, { own: folder });
    await expect(en.html('welcome', {})).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(message),
    });
  });
});

describe('the colours', () => {
  it('stand in one file: templates name them', async () => {
    const files = await readdir(emailFolder, { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.mjml'))) {
      const source = await readFile(join(emailFolder, file), 'utf8');
      expect(source, file).not.toMatch(/#[0-9a-f]{3,8}\b/i);
    }
  });
});
