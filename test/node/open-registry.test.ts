import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRegistry } from '../../src/node/open-registry.ts';
import { SettingError, settingsFrom } from '../../src/node/settings.ts';

const secret = Buffer.alloc(32, 1).toString('base64');

function freshSettings() {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-open-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const production = { DND_MODE: 'production', DND_ISSUER: 'https://dnd.example', DND_PEPPER: secret };
  return {
    demo: settingsFrom({ DATA_DIR: dataDir }),
    production: settingsFrom({ DATA_DIR: dataDir, ...production, DND_KEY_SECRET: secret }),
  };
}

test('production never signs with a key that rested in the clear: it refuses the folder by name', async () => {
  const { demo, production } = freshSettings();
  const made = await openRegistry(demo);
  expect(made.registry.store.shortRecords('SIGNING_SECRET', Date.now(), 10)).not.toEqual([]);
  await made.close();
  const refused = await openRegistry(production).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SettingError);
  expect(String(refused)).toMatch(/DATA_DIR: .*unencrypted/);
  await (await openRegistry(demo)).close();
});

test('production opens the folder that it made itself again', async () => {
  const { production } = freshSettings();
  await (await openRegistry(production)).close();
  const again = await openRegistry(production);
  onTestFinished(() => again.close());
  expect(again.registry.directory.signingKeys()).toBeDefined();
});
