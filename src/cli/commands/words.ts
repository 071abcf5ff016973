import { readFile } from 'node:fs/promises';
import { digestAsked } from '../../digests/open-digest.js';
import { writeWords } from '../../digests/write-words.js';
import { BroadsheetError } from '../../errors.js';
import { digestName } from '../../model/digest-period.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import { draftsOf } from '../../store/digests/digest-drafts.js';
import { openStores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import type { AskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface WordsOptions extends AskedDigest {
  readonly language?: Language;
  readonly intro?: string;
  /** A file with the intro, so that it can have paragraphs. */
  readonly introFile?: string;
  readonly subject?: string;
  readonly json?: boolean;
}

/** `broadsheet words`: what is said with a digest that is not frozen yet, by language; with options, another intro or subject. */
export function wordsCommand(terminal: Terminal, options: WordsOptions): Promise<number> {
  const { language = defaultLanguage, introFile, subject } = options;
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await digestAsked(stores, options);
    const intro = introFile === undefined ? options.intro : await textOf(introFile);
    if (intro !== undefined || subject !== undefined)
      await writeWords(stores, cliActor(), { digest, language, intro, subject });
    const name = digestName(digest.kind, digest.period);
    for (const draft of await draftsOf(stores.database, digest)) {
      if (options.json === true) terminal.out(`${JSON.stringify({ digest: name, ...draft })}\n`);
      else terminal.out(`${name} ${draft.language}\n${draft.subject ?? '-'}\n\n${draft.intro ?? '-'}\n\n`);
    }
    return 0;
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new BroadsheetError('INPUT_INVALID', `${file} cannot be read; name a file of text.`, {
      cause: error,
    });
  }
}
