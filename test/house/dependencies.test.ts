import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile } from './project-files.js';

const manifest = JSON.parse(readProjectFile('package.json'));
const shipped = new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }));
const installed = new Set([...shipped, ...Object.keys(manifest.devDependencies)]);

/** The packages that a file loads at run time; imports of types alone leave nothing behind. */
function packagesOf(path: string): string[] {
  const source = readProjectFile(path);
  const imports = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^'.][^']*)'/gm;
  return [...source.matchAll(imports)]
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}

function missing(paths: readonly string[], known: ReadonlySet<string>): string[] {
  return paths.flatMap((path) =>
    packagesOf(path)
      .filter((name) => !known.has(name))
      .map((name) => `${path}: ${name}`),
  );
}

describe('packages', () => {
  it('that the service loads are installed without the development dependencies', () => {
    expect(missing(projectFiles('src', 'bin'), shipped)).toEqual([]);
  });

  it('that tests and scripts load are named too, and not only brought along by others', () => {
    const paths = projectFiles('test', 'scripts', 'bench').filter((path) => /\.[cm]?[jt]s$/.test(path));
    expect(missing(paths, installed)).toEqual([]);
  });

  it('have exact versions', () => {
    const versions = Object.entries({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.devDependencies,
    });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
  });
});
