import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { servedThroughout } from '../served-registry.ts';
import { listPage, signedIn } from './at-desk.ts';
import { expectAccessible, person, picture, widths } from './person.ts';

const registry = await servedThroughout();

/** Three parts. */
const rows = 700_000;
const large = {
  name: 'large.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(Array.from({ length: rows }, (_, row) => `${13_800_000_000 + row}\n`).join('')),
};

/** Breaks the parts off of which it is told to; counts from 1. */
async function breaking(page: Page, isBroken: (part: number) => boolean): Promise<() => number> {
  let parts = 0;
  await page.route('**/input', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    parts += 1;
    return isBroken(parts) ? route.abort('connectionreset') : route.continue();
  });
  return () => parts;
}

async function send(page: Page, file: typeof large = large): Promise<void> {
  await page.setInputFiles('input[type=file]', file);
  await page.click('form[data-list-upload] > button.govuk-button');
}

async function start(page: Page): Promise<void> {
  await page.selectOption('#category', 'FIN_CREDIT');
  await page.selectOption('#channel', 'VOICE');
  await page.click('form[action$="/start"] button');
}

async function rowsDecided(page: Page): Promise<number> {
  await page.waitForSelector('[data-rows=count]');
  return Number((await page.textContent('[data-rows=count]'))?.replaceAll(',', ''));
}

test('a list goes on by itself where its connection broke, and all of it arrives', async () => {
  const page = await person(registry.url, { viewport: widths.narrow });
  await signedIn(page, registry);
  await page.goto('/lists/new');
  let isMended = false;
  const parts = await breaking(page, (part) => part >= 2 && !isMended);
  await send(page);
  await page.waitForSelector('#upload-state:has-text("broke")');
  await expectAccessible(page);
  await picture(page, 'upload-broken-en-narrow');
  isMended = true;
  await page.waitForURL(listPage);
  expect(parts()).toBeGreaterThanOrEqual(4);
  // Looks at the progress fail, so that it stays as it is and can be looked at here.
  const isLook = (url: URL) => listPage.test(url.pathname);
  await page.route(isLook, (route) => (route.request().resourceType() === 'fetch' ? route.abort() : route.continue()));
  await start(page);
  await page.waitForSelector('[data-looks-again]');
  await picture(page, 'progress-en-narrow');
  await expectAccessible(page);
  await page.unroute(isLook);
  expect(await rowsDecided(page)).toBe(rows);
});

test('a list goes on with the same file after its page was closed, and takes no other file', async () => {
  const page = await person(registry.url);
  await signedIn(page, registry);
  await page.goto('/lists/new');
  await breaking(page, (part) => part >= 2);
  await send(page);
  await page.waitForSelector('#upload-state:has-text("broke")');
  await page.unroute('**/input');
  await page.goto('/lists');
  await page.click('tbody tr:first-child a');
  await picture(page, 'upload-unfinished-en-wide');
  await expectAccessible(page);
  expect(await page.textContent('main')).toContain('49% of it arrived');
  await send(page, { ...large, buffer: Buffer.from('13800000000\n') });
  await page.waitForSelector('[data-upload-refused]:not([hidden])');
  expect(await page.textContent('[data-upload-refused]')).toContain('This is not the file');
  await send(page);
  await page.waitForSelector('#category');
  await start(page);
  expect(await rowsDecided(page)).toBe(rows);
});

test('what is no list is refused before it is sent; who is signed out is told; a list can be cancelled', async () => {
  const page = await person(registry.url);
  await signedIn(page, registry);
  await page.goto('/lists/new');
  await send(page, { ...large, name: 'x.xlsx', buffer: Buffer.from('504b030400', 'hex') });
  await page.waitForSelector('[data-upload-refused]:not([hidden])');
  expect(await page.textContent('[data-upload-refused]')).toContain('Excel workbook');
  await expectAccessible(page);

  await breaking(page, (part) => part >= 2);
  await send(page);
  await page.waitForSelector('#upload-state:has-text("broke")');
  await Promise.all([page.waitForResponse('**/delete'), page.click('[data-upload-cancel]')]);
  await page.waitForSelector('.govuk-file-upload-button--empty');
  await page.goto('/lists');
  expect(await page.locator('tbody tr', { hasText: 'Not all here' }).count()).toBe(0);

  await page.goto('/lists/new');
  await page.context().clearCookies({ name: 'dnd-session' });
  await send(page);
  await page.waitForSelector('[data-upload-refused]:not([hidden])');
  expect(await page.textContent('[data-upload-refused]')).toContain('You are signed out');
});
