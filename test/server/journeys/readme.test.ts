import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingWords } from '../../../src/node/settings.ts';
import { endServers, freePort, type ServedRegistry, serve } from '../served-registry.ts';

const readme = readFileSync('README.md', 'utf8');
/** Those in `bash` are for Workers: test/workerd/readme.test.ts runs them. */
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] as string);

/** A folder with what a built clone holds, so that the lines run as they stand. */
const clone = mkdtempSync(join(tmpdir(), 'dnd-readme-'));
let port: number;
let served: ServedRegistry;

beforeAll(async () => {
  for (const name of ['node_modules', 'dist', 'drizzle', 'package.json']) symlinkSync(resolve(name), join(clone, name));
  port = await freePort();
  served = await serve(join(clone, 'data'), port);
});
afterAll(async () => {
  await served.stop();
  endServers();
  rmSync(clone, { recursive: true });
});

async function run(script: string, at = port, path = process.env['PATH']): Promise<string> {
  const environment = { ...process.env, PORT: String(at), DATA_DIR: 'data', PATH: path };
  const { stdout } = await promisify(execFile)('sh', ['-e', '-c', script.replaceAll('8787', String(at))], {
    cwd: clone,
    env: environment,
  });
  return stdout;
}

test('the two commands of a newcomer stand in the README, and its lines to paste are found', () => {
  expect(readme).toContain('```\nnpm ci && npm start\n```');
  expect(readme).toContain('```\nnpm ci && npm test\n```');
  expect(blocks).toHaveLength(4);
});

test('every setting stands in the README’s table', () => {
  expect(settingWords.filter(([name]) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});

test('what a sender pastes is answered', async () => {
  const output = await run(blocks[0] as string);
  expect(output).toContain('"decision":"ALLOW","reason":"DEFAULT"');
  expect(output).toContain('"status":"REJECTED"');
});

test('a list comes back annotated, and as a job in files, with a certificate', async () => {
  const output = await run(blocks[1] as string);
  expect(output).toMatch(/^Anna;138 0013 8000;ALLOW;DEFAULT;;\d{4}-/m);
  expect(output).toMatch(/"status":"COMPLETED".*"rejected":1/);
  expect(output).toMatch(/\nname;phone\nAnna;138 0013 8000\nBo;\+8613800138002\n\{[^\n]*"layout":"CHANGES"[^\n]*$/);
  expect(readFileSync(join(clone, 'data/people.jws'), 'utf8')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('what an operator pastes works beside the running server, and the rehearsals change nothing', async () => {
  const output = await run(blocks[2] as string);
  expect(output.match(/^VALID: /gm)).toHaveLength(4);
  expect(output).toMatch(/this row stood in: blocked, at place 0 \(from 0\)\n +row: 138 0013 8001\n/);
  expect(JSON.parse(readFileSync(join(clone, 'data/answer.json'), 'utf8'))).toMatchObject({
    decision: 'BLOCK',
    reason: 'REFUSED',
  });
  expect(readFileSync(join(clone, 'data/rejected.csv'), 'utf8')).toContain('nonsense');
  expect(readFileSync(join(clone, 'data/out/blocked.txt'), 'utf8')).toBe('138 0013 8001\n+8613800138002\n');
  expect(readFileSync(join(clone, 'data/out/rejected.txt'), 'utf8')).toBe('nonsense\n');
  expect(await run('npx dnd organisations show demo-call-centre')).toContain('"status": "ACTIVE"');
}, 180_000);

test('the open figures of a demo’s country are fetched, opened in DuckDB and checked', async () => {
  await run('npx dnd demo --data-dir country --numbers 3000 --months 2 --write');
  const countryPort = await freePort();
  const country = await serve(join(clone, 'country'), countryPort);
  try {
    const output = await run(blocks[3] as string, countryPort, `${duckdbHere()}:${process.env['PATH']}`);
    expect(output).toMatch(/\{"region":"ALL","value":"\d{4}"\}/);
    expect(output).toMatch(/^VALID/m);
  } finally {
    await country.stop();
  }
}, 180_000);

/** DuckDB's own command line is no package: its library answers in its place, with a row a line. */
function duckdbHere(): string {
  const folder = join(clone, 'bin');
  mkdirSync(folder);
  const program = `#!/usr/bin/env node
import { DuckDBInstance } from '@duckdb/node-api';
DuckDBInstance.create()
  .then((instance) => instance.connect())
  .then((connection) => connection.runAndReadAll(process.argv[3]))
  .then((answer) => console.log(answer.getRowObjectsJson().map((row) => JSON.stringify(row)).join('\\n')));
`;
  writeFileSync(join(folder, 'duckdb'), program, { mode: 0o755 });
  return folder;
}
