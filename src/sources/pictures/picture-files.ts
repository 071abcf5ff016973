import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';

/** Small pictures as files of one folder, each named by what it holds. */
export interface PictureFiles {
  /** @returns its name, the same for the same picture */
  keep(picture: Buffer): Promise<string>;
  /** Null where there is none of this name. */
  read(name: string): Promise<Buffer | null>;
  remove(name: string): Promise<void>;
}

const NAME = /^[0-9a-f]{32}$/;

/** @param folder made with its first picture */
export function openPictureFiles(folder: string): PictureFiles {
  const fileOf = (name: string) => join(folder, `${name}.jpg`);
  return {
    async keep(picture) {
      const name = createHash('sha256').update(picture).digest('hex').slice(0, 32);
      makeFolder(folder);
      // Whole or not at all, also where two processes keep the same one.
      const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
      await writeFile(draft, picture, { mode: 0o644 });
      await rename(draft, fileOf(name));
      return name;
    },
    async read(name) {
      if (!NAME.test(name)) return null;
      return readFile(fileOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
    },
    async remove(name) {
      if (NAME.test(name)) await rm(fileOf(name), { force: true });
    },
  };
}
