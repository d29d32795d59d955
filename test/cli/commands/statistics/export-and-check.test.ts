import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRegistry } from '../../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../../src/node/settings.ts';
import { markKeyCompromised } from '../../../../src/registry/signing-keys/mark-key-compromised.ts';
import { october } from '../../../exports/made-release.ts';
import { operatorAtConsole } from '../../../registry/memory-registry.ts';
import { writtenRelease } from '../../../registry/statistics/written-release.ts';
import { demoShell } from '../../demo-shell.ts';

async function released() {
  const one = await demoShell();
  const opened = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }), Date.now, { use: 'COMMAND' });
  await writtenRelease(opened.registry, october);
  writeFileSync(one.path('jwks.json'), JSON.stringify(opened.registry.receipts.jwks()));
  await opened.close();
  const out = one.path('out');
  const exported = (...more: string[]) =>
    one.run(['statistics', 'export', '--period', '2026-10', '--out', out, ...more]);
  const check = (...more: string[]) => one.run(['statistics', 'check', out, ...more]);
  return { ...one, out, exported, check, text: (name: string) => readFileSync(join(out, name), 'utf8') };
}

const names = ['dictionary.json', 'figures.csv', 'figures.json', 'figures.parquet', 'manifest.json'];

describe('dnd statistics export', () => {
  test('writes all files for their owner alone, and prints their digests', async () => {
    const { exported, out } = await released();
    const { exitCode, out: printed } = await exported('--public', '--json');
    expect(exitCode).toBe(0);
    expect(readdirSync(out).sort()).toEqual(names);
    for (const { file, bytes, sha256, status } of JSON.parse(printed)) {
      const content = readFileSync(join(out, file));
      expect([bytes, sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
      expect([status, statSync(join(out, file)).mode & 0o777]).toEqual(['WRITTEN', 0o600]);
    }
  });

  test('again it finds its files there and changes none; the signature that is there stays', async () => {
    const { exported, text } = await released();
    await exported();
    const before = names.map(text);
    const { exitCode, out } = await exported('--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).map(({ status }: { status: string }) => status)).toEqual(names.map(() => 'THERE'));
    expect(names.map(text)).toEqual(before);
  });

  test.for(names)('where %s is another file, nothing is written', async (name) => {
    const { exported, out, text } = await released();
    mkdirSync(out);
    writeFileSync(join(out, name), '{}');
    const { exitCode, notes } = await exported('--public');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining(`${name}: another file is there`)]);
    expect([readdirSync(out), text(name)]).toEqual([[name], '{}']);
  });

  test('without --public the files hold what only the regulator may see; one does not take the place of the other', async () => {
    const { exported, text } = await released();
    await exported('--public');
    expect(text('figures.csv')).not.toMatch(/^2026-10,CODES,/m);
    expect((await exported()).exitCode).toBe(1);
    expect(text('figures.csv')).not.toMatch(/^2026-10,CODES,/m);
  });

  test('a period without a release is refused by name', async () => {
    const { run, out } = await released();
    const { exitCode, notes } = await run(['statistics', 'export', '--period', '2025-01', '--out', out]);
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('period')]);
    expect((await run(['statistics', 'export', '--period', 'latest', '--out', out])).exitCode).toBe(0);
  });
});

describe('dnd statistics check', () => {
  test('files as they were written are VALID, by the folder’s keys and by published ones alone', async () => {
    const { exported, check, path } = await released();
    await exported('--public');
    for (const options of [[], ['--jwks', path('jwks.json'), '--data-dir', path('nowhere')]]) {
      const { exitCode, out } = await check(...options);
      expect([exitCode, out]).toEqual([
        0,
        expect.stringMatching(/^VALID: a demo’s made-up figures of 2026-10, PUBLIC, at .+:4711, signed by/),
      ]);
      expect(out.match(/ SAME /g)).toHaveLength(4);
    }
  });

  test('dnd verify says of the manifest alone that it holds', async () => {
    const { exported, run, out } = await released();
    await exported('--public');
    const report = await run(['verify', join(out, 'manifest.json')]);
    expect([report.exitCode, report.out]).toEqual([0, expect.stringContaining('form: RELEASE')]);
    expect(report.out).toContain('figures.parquet');
  });

  test.for(names.slice(0, 4))('one byte more in %s is found', async (name) => {
    const { exported, check, out, text } = await released();
    await exported();
    writeFileSync(join(out, name), `${text(name)} `);
    const { exitCode, notes } = await check();
    expect([exitCode, notes]).toEqual([1, expect.stringContaining(`not what was signed: ${name}`)]);
  });

  test('another byte of the same length is found, and so is a digest that was changed with it', async () => {
    const { exported, check, out, text } = await released();
    await exported();
    const [figures, manifest] = [text('figures.csv'), text('manifest.json')];
    const forged = figures.replace(',PUBLISHED', ',PUBLISHEd');
    writeFileSync(join(out, 'figures.csv'), forged);
    expect((await check()).exitCode).toBe(1);
    const digest = (content: string) => createHash('sha256').update(content).digest('hex');
    writeFileSync(join(out, 'manifest.json'), manifest.replace(digest(figures), digest(forged)));
    const { exitCode, out: printed } = await check('--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({ outcome: 'CONTENT_DIFFERS' });
  });

  test('files as browsers save them are found; one that is not here is said not to be', async () => {
    const { exported, check, out } = await released();
    await exported();
    for (const name of names) renameSync(join(out, name), join(out, `dnd-demo-2026-10-regulator-${name}`));
    rmSync(join(out, 'dnd-demo-2026-10-regulator-figures.json'));
    const { exitCode, out: printed } = await check('--json');
    expect(exitCode).toBe(0);
    const statuses = JSON.parse(printed).files.map(({ file, status }: { file: string; status: string }) => [
      file,
      status,
    ]);
    expect(Object.fromEntries(statuses)).toMatchObject({ 'figures.csv': 'SAME', 'figures.json': 'NOT_HERE' });
  });

  test('where a file is here twice, one that was signed does not hide another', async () => {
    const { exported, check, out, text } = await released();
    await exported();
    writeFileSync(join(out, 'dnd-demo-2026-10-regulator-figures.csv'), text('figures.csv').replace(',PUBLISHED', ','));
    const { exitCode, notes } = await check();
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('not what was signed: figures.csv')]);
  });

  test('a manifest alone proves nothing of files, and a folder without one is said to be', async () => {
    const { exported, check, out } = await released();
    await exported();
    for (const name of names.slice(0, 4)) rmSync(join(out, name));
    expect((await check()).notes).toContain('none of the files is here');
    rmSync(join(out, 'manifest.json'));
    expect((await check()).notes).toContain('no manifest.json there');
  });

  test('a key that was disowned, and keys of others, are said', async () => {
    const { exported, check, dataDir, path, text } = await released();
    await exported();
    writeFileSync(path('others.json'), JSON.stringify({ keys: [] }));
    expect((await check('--jwks', path('others.json'))).notes).toContain('UNKNOWN_KEY');
    const [header = ''] = JSON.parse(text('manifest.json')).signature.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir }), Date.now, { use: 'COMMAND' });
    await markKeyCompromised(opened.registry, operatorAtConsole, { kid });
    await opened.close();
    expect((await check()).notes).toContain('KEY_COMPROMISED');
    const again = await exported();
    expect([again.exitCode, again.notes]).toEqual([1, expect.stringContaining('KEY_COMPROMISED')]);
  });
});
