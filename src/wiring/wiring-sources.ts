import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { arxivApi } from '../sources/arxiv/api.js';
import { arxivLookup } from '../sources/arxiv/lookup.js';
import { arxivSource } from '../sources/arxiv/source.js';
import { fileSource } from '../sources/file/source.js';
import { huggingFaceSource } from '../sources/huggingface/source.js';
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
