import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../src/config/environment.js';
import { projectFiles, readProjectFile, root } from './project-files.js';

const dockerfile = readProjectFile('Dockerfile');
const compose = readProjectFile('docker-compose.yml').replace(/^\s*#.*$/gm, '');
const admitted =
  readProjectFile('.dockerignore')
    .match(/^!.+$/gm)
    ?.map((line) => line.slice(1)) ?? [];

const variables = new Set(Object.keys(environmentSchema.properties));
/** Variables of the other images. */
const foreign = new Set(['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB']);

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** What is copied out of the project. */
function sourcesOf(stages: string): string[] {
  return namesIn(stages, /^COPY (?!--from)(.+) \S+$/gm).flatMap((list) => list.split(' '));
}

describe('Dockerfile', () => {
  const copied = sourcesOf(dockerfile);
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  it('copies what exists and what .dockerignore lets through, and nothing else is let through', () => {
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect([...new Set(copied)].sort()).toEqual([...admitted].sort());
  });

  it('holds everything that the code reads beside itself', () => {
    const read = projectFiles('src', 'bin').flatMap((path) =>
      namesIn(readProjectFile(path), /packageFolder\(\s*'([\w-]+)/g),
    );
    expect(read).not.toEqual([]);
    const held = sourcesOf(final);
    expect(read.filter((name) => !held.includes(name))).toEqual([]);
  });

  it('names only variables that are read', () => {
    const set = [...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, list = '']) => namesIn(list, /(\w+)=/g));
    const used = namesIn(dockerfile, /process\.env\.(\w+)/g);
    expect([...set, ...used].filter((name) => !variables.has(name))).toEqual([]);
  });

  it('runs the service without rights, on node 24, and asks a page that exists how it is', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:24\.\d+\.\d+-slim$/m);
    const stages = dockerfile.match(/^FROM \S+/gm) ?? [];
    expect(stages.map((stage) => stage.slice(5))).toEqual(Array(2).fill(`\${NODE_IMAGE}`));
    expect(final).toMatch(/^USER node$/m);
    const [, program = ''] = /^CMD \["node", "([^"]+)", "start"\]$/m.exec(final) ?? [];
    expect(existsSync(join(root, program))).toBe(true);
    const [, page = 'none'] = /127\.0\.0\.1:\$\{process\.env\.PORT\}(\/\w+)/.exec(final) ?? [];
    expect(projectFiles('src/web').some((path) => readProjectFile(path).includes(`'${page}'`))).toBe(true);
  });
});

describe('docker-compose.yml', () => {
  it('takes only variables that are read', () => {
    const taken = namesIn(compose, /\$\{(\w+)/g);
    expect(taken.length).toBeGreaterThan(5);
    expect(taken.filter((name) => !variables.has(name))).toEqual([]);
    expect(compose).not.toMatch(/\$\w/);
  });

  it('sets only variables that are read, or those of the other images', () => {
    const set = [
      ...namesIn(compose, /^\s+([A-Z][A-Z0-9_]*):/gm),
      ...namesIn(compose, /^\s+- ([A-Z][A-Z0-9_]*)=/gm),
    ];
    expect(set).toEqual(expect.arrayContaining(['ROLE', 'DATABASE_URL', 'POSTGRES_PASSWORD']));
    expect(set.filter((name) => !variables.has(name) && !foreign.has(name))).toEqual([]);
  });

  it('insists on what mail to real people needs', () => {
    for (const name of ['PUBLIC_URL', 'SECRET_KEY', 'MAIL_FROM', 'POSTAL_ADDRESS'])
      expect(compose).toContain(`\${${name}:?`);
  });

  const blocks = compose.slice(compose.indexOf('\nservices:'), compose.indexOf('\nvolumes:'));
  const services = new Map(
    blocks
      .split(/^ {2}(?=\w+:$)/m)
      .slice(1)
      .map((block) => [block.slice(0, block.indexOf(':')), block]),
  );

  it('has the parts, and waits only for what can tell that it is ready', () => {
    expect([...services.keys()]).toEqual(
      expect.arrayContaining(['web', 'worker', 'database', 'queue', 'mail']),
    );
    const awaited = namesIn(compose, /^ {4}(\w+):\n {6}condition: service_healthy/gm);
    expect(awaited.sort()).toEqual(['database', 'queue']);
    for (const name of awaited) expect(services.get(name)).toContain('healthcheck:');
    // Both roles are asked at MONITOR, since a worker serves no page.
    expect(compose).toMatch(/healthcheck:\n\s+test: .*127\.0\.0\.1:9464\/readyz/);
    expect(services.get('worker')).not.toContain('healthcheck');
  });

  it('publishes ports on loopback only', () => {
    const published = namesIn(compose, /^ {6}- "([^"]*\d+)"$/gm);
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('names the variables of its first lines in .env.example', () => {
    const example = readProjectFile('.env.example');
    for (const name of namesIn(compose, /\$\{(\w+)/g)) expect(example).toContain(`# ${name}=`);
  });
});
