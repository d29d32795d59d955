import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/core/policy.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { closedPolicy } from '../../registry/statistics/replays/counted-country.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { madeRelease } from '../../web/regulator/made-releases.ts';
import { servedThroughout } from '../served-registry.ts';
import { signInLink } from './at-desk.ts';
import { expectAccessible, person, picture, widths } from './person.ts';

const registry = await servedThroughout();
/** July was not released. */
const periods = [
  ...['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'],
  ...['2026-08', '2026-09', '2026-10', '2026-Q2'],
];

beforeAll(async () => {
  const store = await openSqliteStore({ file: registry.databaseFile });
  for (const period of periods) await writtenRelease({ store, now: Date.now }, madeRelease({ period }));
  await store.close();
});

/** The table of figures, a text a cell; `columns`: so many of each row. */
async function tableOf(page: Page, columns?: number): Promise<readonly string[]> {
  const rows = await page.locator('#figures tbody tr').all();
  const texts = await Promise.all(rows.map((row) => row.locator('td').allTextContents()));
  return texts.flatMap((row) => row.slice(0, columns).map((text) => text.trim()));
}

/** What a click on the CSV brings, each figure as the page writes it. */
async function downloaded(page: Page, language: string): Promise<readonly string[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a[href*="figures.csv"]')]);
  const number = new Intl.NumberFormat(language);
  const [, ...lines] = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  return lines.map((line) => {
    const [value, status] = line.split(',').slice(-2);
    return status === 'SUPPRESSED' ? wordsIn(language).figures.chart.suppressed : number.format(Number(value));
  });
}

/** Calls, which the law leaves open, only with consent. */
async function proposedLaw(): Promise<Buffer> {
  const present = (await (await fetch(`${registry.url}/v1/policy`)).json()) as Policy;
  return Buffer.from(JSON.stringify(closedPolicy(present)));
}

describe.for([
  { language: 'en', width: 'wide', isScripted: true },
  { language: 'zh', width: 'narrow', isScripted: true },
  { language: 'zh', width: 'wide', isScripted: false },
  { language: 'en', width: 'narrow', isScripted: false },
] as const)('the regulator at the desk ($language, $width, scripts: $isScripted)', (as) => {
  test('overview, a figure, its parts, two periods, files, what is wrong', async () => {
    const { language, width, isScripted } = as;
    const { desk, figures } = wordsIn(language);
    const page = await person(registry.url, {
      locale: language,
      viewport: widths[width],
      javaScriptEnabled: isScripted,
    });
    const seen = async (name: string) => {
      await picture(page, `desk-${name}-${language}-${width}${isScripted ? '' : '-plain'}`);
      if (isScripted) await expectAccessible(page);
    };
    const link = signInLink(registry, 'demo-regulator');
    await page.goto(link);
    if (!isScripted) await page.fill('#token', link);
    await page.click('main form button.govuk-button');
    await page.waitForURL('**/desk');
    await seen('overview');

    const goTo = async (path: string) => {
      const menu = page.locator('button[aria-controls=navigation]');
      if (await menu.isVisible()) await menu.click();
      await page.click(`nav a[href="${path}"]`);
    };
    await goTo('/desk/figures');
    await seen('measures');
    await page.click('main a[href$="measure=NUMBERS_REGISTERED"]');
    await seen('registered');
    await page.click(`main a:text-is("${figures.dimensions.stance.all}")`);
    await seen('regions');
    expect(await page.textContent('h1')).toBe(figures.measures.NUMBERS_REGISTERED.name);
    expect(await tableOf(page)).toEqual(await downloaded(page, language));
    await page.click('#figures a[href*="region=CN-GD"]');
    await seen('region');
    expect(await tableOf(page)).toEqual(await downloaded(page, language));
    expect(await page.textContent('main')).toContain(desk.figures.finest);

    await page.selectOption('#measure', 'NUMBERS_BY_CHOICE');
    await page.click('form:has(#measure) button');
    await seen('choices');
    await page.click('details summary');
    await page.selectOption('#from', '2026-06');
    await page.selectOption('#until', '2026-10');
    await page.check('[name=region][value=CN-XZ]');
    await page.uncheck('[name=region][value=ALL]');
    await page.check('[name=choice][value=ALLOWED]');
    await seen('form');
    await page.click('form:has(#from) button');
    await seen('months');
    const shown = await tableOf(page);
    expect(shown.filter((text) => text === figures.chart.noRelease).length).toBe(shown.length / 5);
    expect(shown.filter((text) => text !== figures.chart.noRelease)).toEqual(await downloaded(page, language));
    expect(shown).toContain(figures.chart.suppressed);

    await page.selectOption('#measure', 'CHANGES');
    await page.click('form:has(#measure) button');
    await page.click(`main a:text-is("${desk.figures.against(language === 'en' ? 'October 2025' : '2025年10月')}")`);
    await seen('change');
    expect(await tableOf(page, 2)).toEqual(await downloaded(page, language));
    const bookmark = page.url();
    await page.goto(bookmark.replace('from=2025-10', 'from=2026-13').concat('&region=CN-XX'));
    await seen('wrong');
    await page.click('.govuk-error-summary a[href="#from"]');
    expect(await page.evaluate('document.activeElement.id || location.hash.slice(1)')).toBe('from');

    await goTo('/desk/releases');
    await seen('releases');
    await page.click('main a[href="/desk/releases/2026-10"]');
    await seen('release');

    await goTo('/desk/replays');
    await page.click('main form[enctype] button');
    await seen('replay-no-file');
    await page.setInputFiles('#policy', {
      name: 'law.json',
      mimeType: 'application/json',
      buffer: await proposedLaw(),
    });
    await page.click('main form[enctype] button');
    await page.waitForURL(/replays\/[-\w]{36}$/);
    for (let look = 0; look < 200 && (await page.locator('#figures').count()) === 0; look++) {
      if (isScripted) await page.waitForSelector('#figures');
      else await page.goto(page.url());
    }
    await seen('replay');
    await page.click('#figures tbody a');
    await seen('replay-regions');

    await page.goto('/lists');
    await seen('not-for');
    await page.click('main a[href="/desk"]');
    await page.click('form[action="/sign-out"] button');
    await page.goto(bookmark);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });
});
