import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDemoCountry } from '../../src/node/demo-country.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { releaseOf } from '../../src/registry/statistics/read-releases.ts';
import { publicReader } from '../../src/registry/statistics/reader.ts';

const root = mkdtempSync(join(tmpdir(), 'dnd-demo-country-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** In China the 23rd already. */
const now = () => Date.UTC(2026, 9, 22, 20);

test('a demo’s country has the months before the present, and their quarter', async () => {
  const settings = settingsFrom({ DATA_DIR: join(root, 'demo') });
  const released = await makeDemoCountry(settings, now, { numbers: 200, months: 3 });
  const { registry, close } = await openRegistry(settings, now);
  const tables = released.flatMap((period) => releaseOf(registry, publicReader, period).tables);
  await close();
  expect(released).toEqual(['2026-07', '2026-08', '2026-09', '2026-Q3']);
  expect(registry.demo).toBe(true);
  const registered = tables
    .filter(({ measure }) => measure === 'NUMBERS_REGISTERED')
    .map(({ values }) => values[0] ?? 0);
  expect(registered).toHaveLength(4);
  expect(registered.every((count) => count > 50)).toBe(true);
});
