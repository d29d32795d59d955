import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { servedThroughout } from '../served-registry.ts';
import { listPage, signInLink } from './at-desk.ts';
import { person } from './person.ts';

const registry = await servedThroughout();
const file = { name: 'June.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n13800138000,13800138001\n') };

/** As a person without a mouse gets there: from one stop to the next, each of which is seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  expect.unreachable(`the keyboard does not reach ${selector} on ${page.url()}`);
}

async function press(page: Page, selector: string, key = 'Enter'): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.press(key);
}

test('the keyboard alone suffices from the link to the files', async () => {
  const page = await person(registry.url);
  await page.goto(signInLink(registry));
  await press(page, 'main form button');
  await page.waitForURL('**/lists');
  await press(page, 'main a[href="/lists/new"]');
  await page.waitForURL('**/lists/new');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, '.govuk-file-upload-button')]);
  await chooser.setFiles(file);
  await press(page, 'form[data-list-upload] > button');
  await page.waitForURL(listPage);

  await tabTo(page, '.registry-scrolling');
  await tabTo(page, '#column');
  await page.keyboard.type('Column 2');
  await press(page, 'form[method=get] button');
  await page.waitForURL('**?column=2');
  await tabTo(page, '#category');
  await page.keyboard.type('Loans');
  await tabTo(page, '#channel');
  await page.keyboard.type('Voice');
  await press(page, '#rowProofs', 'Space');
  await press(page, 'form[action$="/start"] button', 'Space');
  await page.waitForSelector('[data-rows=count]');
  expect(await page.textContent('[data-rows=allowed]')).toBe('1');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'a[href$="/results/annotated"]')]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('13800138000,13800138001,ALLOW');
  const before = page.url();
  await press(page, 'form[action$="/recheck"] button');
  await page.waitForURL((url) => listPage.test(url.pathname) && url.href !== before);
  await page.waitForSelector('[data-rows=count]');
  await press(page, 'form[action="/sign-out"] button');
  await page.waitForURL('**/sign-in');
});
