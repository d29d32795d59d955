import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { addReleases, madeReleases } from '../../web/figures/made-releases.ts';
import { servedThroughout } from '../served-registry.ts';
import { expectAccessible, person, picture, widths } from './person.ts';

const registry = await servedThroughout();

/** CSS pixels: below it text of a chart cannot be read. */
const textMin = 12;

/** Of the smallest text in a chart that is shown. */
const smallestText = `Math.min(...[...document.querySelectorAll('.registry-chart text')]
  .filter((text) => text.getClientRects().length > 0)
  .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))`;

/** Names of charts in which one text of the axis of time lies over another. */
const overlaps = `[...document.querySelectorAll('.registry-chart')].filter((chart) => {
  const boxes = [...chart.querySelectorAll('text')].map((text) => text.getBoundingClientRect()).filter((box) => box.width > 0);
  return boxes.some((a, at) => boxes.slice(at + 1).some((b) =>
    a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom));
}).map((chart) => chart.querySelector('title').textContent)`;

async function addYear(): Promise<void> {
  const store = await openSqliteStore({ file: registry.databaseFile });
  await addReleases(store, madeReleases(cnPolicy, '2025-01', 12));
  await store.close();
}

async function expectReadable(page: Page): Promise<void> {
  expect(await page.evaluate(smallestText)).toBeGreaterThanOrEqual(textMin);
  expect(await page.evaluate(overlaps)).toEqual([]);
}

test('before any release the pages say so, and are whole', async () => {
  const page = await person(registry.url, { viewport: widths.narrow });
  for (const path of ['/figures', '/open-data']) {
    await page.goto(path);
    expect(await page.textContent('main')).toContain('There are no figures yet');
    await expectAccessible(page);
  }
  await addYear();
});

describe.for([
  { language: 'en', width: 'wide', isScripted: true },
  { language: 'zh', width: 'narrow', isScripted: true },
  { language: 'zh', width: 'wide', isScripted: false },
  { language: 'en', width: 'narrow', isScripted: false },
] as const)('the open figures ($language, $width, scripts: $isScripted)', (as) => {
  const { language, width, isScripted } = as;
  const shown = () =>
    person(registry.url, { locale: language, viewport: widths[width], javaScriptEnabled: isScripted });
  const seen = async (page: Page, name: string) => {
    await picture(page, `figures-${name}-${language}-${width}${isScripted ? '' : '-plain'}`);
    if (isScripted) await expectReadable(page);
  };

  test('a year at a look, a region by the form, an address to keep', async () => {
    const page = await shown();
    await page.goto('/figures');
    await seen(page, 'country');
    expect(await page.locator('svg[role=img]').count()).toBe(4);
    await page.click('figure summary >> nth=0');
    expect(await page.locator('figure details[open] tbody tr').count()).toBe(12);
    await seen(page, 'table');
    await page.selectOption('#region', 'CN-GD');
    await page.selectOption('#period', '2025-06');
    await page.click('.registry-filters button');
    await page.waitForURL('**/figures?period=2025-06&region=CN-GD');
    await seen(page, 'region');
    if (isScripted) await expectAccessible(page);
    const heading = await page.textContent('main h2');
    expect(heading).toBe(language === 'en' ? 'June 2025 · Guangdong' : '2025年6月 · 广东');
    const total = await page.textContent('.registry-key-figures dd');
    expect(total?.trim()).toMatch(/^[\d,]+$/);
    await page.goto('/figures?period=2025-06&region=CN-XX');
    await seen(page, 'wrong');
    expect(await page.getAttribute('.govuk-error-summary a', 'href')).toBe('#region');
  });

  test('a file of a release is the one that its digest on the page says', async () => {
    const page = await shown();
    await page.goto('/open-data');
    await seen(page, 'open-data');
    if (isScripted) await expectAccessible(page);
    const row = page.locator('tbody tr', { hasText: 'figures.parquet' });
    const digest = await row.locator('code').textContent();
    const [download] = await Promise.all([page.waitForEvent('download'), row.locator('a').click()]);
    const bytes = readFileSync(await download.path());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
    await page.click('#releases tbody tr >> nth=3 >> a');
    await page.waitForURL('**/open-data?period=2025-09');
    await page.click('main a[href^="/figures"]');
    await page.waitForURL('**/figures?period=2025-09');
  });
});

test('where colours are forced nothing of a chart is lost', async () => {
  const page = await person(registry.url, { viewport: widths.wide, forcedColors: 'active' });
  await page.goto('/figures');
  await picture(page, 'figures-forced-colours');
  const colours = `[...document.querySelectorAll('.registry-chart__line, .registry-chart__column, .registry-bar rect')]
    .map((mark) => getComputedStyle(mark).color)`;
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(await page.evaluate(colours)).not.toContain(background);
});
