import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';
import { exportLog } from '../../../src/cli/moving/export-folder.ts';
import type { RegistryManifest } from '../../../src/receipts/registry-export.ts';
import { signExport } from '../../../src/registry/moving/sign-export.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { openLogSource, openLogTarget } from '../../../src/storage/sqlite/moved-file.ts';

interface KeptExport {
  /** With what was to be signed in place of the signature. */
  readonly manifest: string;
  /** Lines by name of file. */
  readonly parts: Readonly<Record<string, string>>;
}

/** As a registry with one log was exported before there were several. */
const kept = JSON.parse(readFileSync('test/vectors/one-log-export.json', 'utf8')) as KeptExport;

test('a registry with one log is exported byte for byte as it ever was', async () => {
  const folder = mkdtempSync(join(inject('preparedFolder'), 'one-log-'));
  const file = join(folder, 'registry.sqlite');
  const [log] = (JSON.parse(kept.manifest) as RegistryManifest).logs;
  if (log === undefined) throw new Error('there is a log');
  const target = openLogTarget(file);
  await target.begin({ log, shards: 1, manifestDigest: 'm' });
  for (const [at, lines] of Object.values(kept.parts).entries()) await target.take(at + 1, Buffer.from(lines));
  await target.finish('m');
  target.close();
  const to = join(folder, 'out');
  mkdirSync(to);
  const source = openLogSource(file);
  const exported = exportLog(to, 'log', source, undefined, () => {}, 600);
  source.close();
  const names = readdirSync(to).sort();
  expect(Object.fromEntries(names.map((name) => [name, gunzipSync(readFileSync(join(to, name))).toString()]))).toEqual(
    kept.parts,
  );
  const registry = {
    ...{ policy: { id: 'CN-1' }, issuer: 'https://dnd.example', now: () => 1_800_000_000_000, demo: false },
    receipts: { sign: async (type: string, payload: string) => `${type} ${payload}` },
    shard: { logs: [{ logId: 'log' }] },
  } as unknown as Parameters<typeof signExport>[0];
  expect(await signExport(registry, operatorAtConsole, [exported])).toBe(kept.manifest);
});
