import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { SettingError } from '../../src/runtime/setting-forms.ts';
import { counted } from '../registry/counted.ts';

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

test('what was counted is kept when a registry ends; of one that is killed, what was written', async () => {
  const { demo } = freshSettings();
  const opened = await openRegistry(demo);
  opened.registry.counts.took('CHANGE', 1);
  await opened.close();
  const killed = await openRegistry(demo);
  onTestFinished(() => killed.close().catch(() => undefined));
  const day = killed.registry.counts.dayOf(Date.now());
  killed.registry.counts.add(`CODE/${day}/SENT`, 2);
  await killed.registry.counts.flush();
  killed.registry.counts.add(`CODE/${day}/SENT`, 40);
  const again = await openRegistry(demo);
  onTestFinished(() => again.close());
  expect(await counted(again.registry, 'CODE/')).toEqual({ [`${day}/SENT`]: 2 });
  expect(Object.values(await counted(again.registry, 'ANSWER_MS/'))).toEqual([1]);
});
