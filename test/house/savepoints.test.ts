import { expect, it } from 'vitest';
import { linesMatching, projectFiles, readProjectFile } from './project-files.js';

// What is written behind a savepoint bears a number of its own, which no snapshot names: `readDepartures` would take it
// for read while its transaction still runs, and the log of departures would miss that somebody left.

it('nothing of the program sets a savepoint', () => {
  const written = projectFiles('src', 'migrations', 'docs/schema.sql');
  expect(linesMatching(written, /^(?!\s*(\*|\/\/|--)).*\b(savepoint|rollback\s+to)\b/i)).toEqual([]);
});

it('no function of the database writes where it catches faults, which is a savepoint of its own', () => {
  const functions = readProjectFile('docs/schema.sql').split(/^(?=CREATE )/m);
  const catching = functions.filter((text) => /^EXCEPTION\s+WHEN\b/im.test(text));
  expect(catching.length).toBeGreaterThan(0);
  expect(catching.filter((text) => /\b(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|EXECUTE)\b/i.test(text))).toEqual(
    [],
  );
});
