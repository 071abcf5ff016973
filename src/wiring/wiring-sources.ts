import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { SECOND_MS } from '../durations.js';
import type { Pictures } from '../jobs/fetch-pictures.js';
import { arxivApi } from '../sources/arxiv/api.js';
import { arxivLookup } from '../sources/arxiv/lookup.js';
import { arxivSource } from '../sources/arxiv/source.js';
import { fileSource } from '../sources/file/source.js';
import { huggingFaceSource } from '../sources/huggingface/source.js';
import { guardedGetter } from '../sources/pictures/guarded-get.js';
import { openPictureFiles, type PictureFiles } from '../sources/pictures/picture-files.js';
import type { PaperLookup, Source } from '../sources/source.js';
import { listsNothing, nameOf, type SourceSettings } from '../sources/source-settings.js';

/** Where papers come from, and who is asked about them besides. */
export interface OpenSources {
  readonly sources: readonly Source[];
  readonly lookup: PaperLookup | null;
}

interface SourcesContext {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** The sources that SOURCES names. */
export function openSources({ config, clock, log }: SourcesContext): OpenSources {
  const { huggingfaceUrl, arxivApiUrl, arxivRssUrl } = config;
  const arxiv = config.sources.some(({ kind }) => kind === 'arxiv')
    ? arxivApi({ apiUrl: arxivApiUrl, rssUrl: arxivRssUrl, now: clock, log })
    : null;
  const open = (settings: SourceSettings): Source[] => {
    switch (settings.kind) {
      case 'huggingface':
        return [huggingFaceSource({ baseUrl: huggingfaceUrl, now: clock, log })];
      case 'arxiv':
        return arxiv === null || listsNothing(settings)
          ? []
          : [arxivSource({ api: arxiv, categories: settings.categories, now: clock, log })];
      case 'file':
        return [fileSource({ name: nameOf(settings), path: settings.path, now: clock })];
    }
  };
  return {
    sources: config.sources.flatMap(open),
    lookup: arxiv === null ? null : arxivLookup(arxiv, clock),
  };
}

/** A figure of a paper has a megabyte or two. */
const MOST_PICTURE_BYTES = 8 * 1024 * 1024;
const PICTURE_TIMEOUT_MS = 15 * SECOND_MS;

/** Where pictures are kept; null where the operator wants none. */
export function openPictureFolder({ pictures, dataDir }: Config): PictureFiles | null {
  return pictures ? openPictureFiles(join(dataDir, 'pictures')) : null;
}

/** What fetches pictures from where authors put them; null where the operator wants none. */
export function openPictures(config: Config): Pictures | null {
  const files = openPictureFolder(config);
  if (files === null) return null;
  const bounds = { maxBytes: MOST_PICTURE_BYTES, timeoutMs: PICTURE_TIMEOUT_MS, maxRedirects: 3 };
  return { files, get: guardedGetter(bounds), mostOctets: config.picturesMegabytes * 1_000_000 };
}
