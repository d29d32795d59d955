import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { startServer } from '../../../src/node/http-server.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { freePort } from '../../server/served-registry.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
const rows = Array.from({ length: 30_000 }, (_, row) => `row ${row},138${String(row * 41).padStart(8, '0')}`);
const list = `name,phone\n${rows.join('\n')}\nCat,none\n`;

let one: Shell;
let url: string;
let end: () => Promise<void>;

/** One server for all, on a folder with a list; each test names its own files. */
beforeAll(async () => {
  const folder = mkdtempSync(join(inject('preparedFolder'), 'remote-'));
  one = await demoShell('CN', folder);
  writeFileSync(one.path('list.csv'), list);
  // Tokens are asked for where the registry says that it is.
  const settings = settingsFrom({ DATA_DIR: one.dataDir, LOG_LEVEL: 'silent', PORT: String(await freePort()) });
  const opened = await openRegistry(settings);
  const server = await startServer(opened, settings, { info() {}, warn() {}, error() {} });
  url = server.url;
  end = async () => {
    await server.close();
    await opened.close();
  };
});
afterAll(() => end());

const scrub = (...args: string[]) => ['scrub', one.path('list.csv'), ...terms, ...args];

function undated(name: string): string {
  return readFileSync(one.path(name), 'utf8').replaceAll(/\d{4}-[\dT:.-]+Z/g, 'T');
}

test('a registry over HTTP gives the same list and the same summary as the one in the folder', async () => {
  const here = await one.done(...scrub('--out', one.path('here.csv')));
  expect(await one.done(...scrub('--out', one.path('there.csv'), '--remote', url))).toBe(here);
  const text = undated('here.csv');
  expect(undated('there.csv') === text).toBe(true);
  await one.run(['scrub', '-', ...terms, '--remote', url, '--out', one.path('piped.csv')], { input: list });
  expect(undated('piped.csv') === text).toBe(true);
});

test('split files and certificate come from there, too, and nothing stays behind', async () => {
  const [split, certificate] = [one.path('split'), one.path('out.jws')];
  const token = await one.done('token', 'demo-call-centre', '--remote', url);
  const args = scrub('--remote', url, '--split', split, '--certificate', certificate, '--json');
  const { out, exitCode } = await one.run(args, { environment: { DND_TOKEN: token } });
  expect([exitCode, JSON.parse(out)]).toEqual([0, expect.objectContaining({ blankLines: 0 })]);
  expect(readFileSync(one.path('split/allowed.csv'), 'utf8')).toBe(`name,phone\n${rows.join('\n')}\n`);
  expect(readFileSync(one.path('split/rejected.csv'), 'utf8')).toBe('name,phone\nCat,none\n');
  const check = ['scrub', '--check', certificate, '--input', one.path('list.csv'), '--output', split];
  expect(await one.done(...check)).toMatch(/^VALID: /);
  const response = await fetch(`${url}/v1/scrubs`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toEqual({ scrubs: [] });
});

test('rows of what came from there are proven here, with the secret that came along', async () => {
  const [split, certificate] = [one.path('proven'), one.path('proven.jws')];
  await one.done(...scrub('--remote', url, '--split', split, '--certificate', certificate, '--row-proofs'));
  const proof = await one.done('prove', certificate, '--output', split, '--find', 'row 20000,');
  const checked = await one.run(['verify', '-'], { input: proof });
  expect(checked.out).toMatch(/^VALID: [\s\S]*stood in: allowed, at place 20000[\s\S]*number: 13800820000/);
  expect(await one.done('prove', certificate, '--output', `${split}/rejected.csv`, '--row', '0')).toContain('Cat,none');
});

test('a connection that breaks off, on the way there and on the way back, is taken up again', async () => {
  const proxy = await breakingProxy(Number(new URL(url).port), 450_000);
  const here = await one.done(...scrub('--out', one.path('unbroken.csv')));
  expect(await one.done(...scrub('--out', one.path('tunbroken.csv'), '--remote', proxy.url))).toBe(here);
  expect(undated('tunbroken.csv') === undated('unbroken.csv')).toBe(true);
  expect(proxy.broken()).toBeGreaterThan(2);
});

/** Passes connections on, and breaks each off after so many bytes in one direction. */
async function breakingProxy(port: number, bytesMax: number) {
  let broken = 0;
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const passOn = (from: Socket, to: Socket) => {
      let bytes = 0;
      from.on('error', () => to.destroy());
      from.on('close', () => to.end());
      from.on('data', (chunk) => {
        bytes += chunk.length;
        to.write(chunk);
        if (bytes < bytesMax) return;
        broken += 1;
        near.destroySoon();
        far.destroySoon();
      });
    };
    passOn(near, far);
    passOn(far, near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { url: `http://127.0.0.1:${(proxy.address() as { port: number }).port}`, broken: () => broken };
}

test('what is refused there is said here, and leaves nothing', async () => {
  const out = one.path('refused.csv');
  const noColumn = await one.run(scrub('--remote', url, '--out', out, '--column', 'mobile'));
  expect(noColumn).toMatchObject({ exitCode: 1, notes: expect.stringMatching(/FAILED: column; .*one of name, phone/) });
  const noCategory = ['scrub', one.path('list.csv'), '--category', 'NONE', '--channel', 'VOICE', '--remote', url];
  expect((await one.run(noCategory)).notes).toMatch(/refused \(400\): query:category/);
  const nobody = await one.run(scrub('--remote', 'http://127.0.0.1:1'));
  expect(nobody).toMatchObject({ exitCode: 1, notes: expect.stringContaining('does not answer') });
  expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
});
