import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { servedThroughout } from '../served-registry.ts';
import { listPage, signInLink } from './at-desk.ts';
import { expectAccessible, person, picture, widths } from './person.ts';

const registry = await servedThroughout();

/** With what a list may hold that no page may take for its own: markup, formulas, an empty cell, a number of elsewhere. */
const list = [
  'name;手机号;note',
  'Anna <script>alert(1)</script>;138 0013 8000;=HYPERLINK("http://x")',
  'Bo;+8613800138001;',
  'Cy;nonsense;@SUM(A1)',
  'Di;+12025550123;"quoted ""cell"""',
  'Ed;138 0013 8000;twice',
  '',
].join('\r\n');
const file = { name: '名单 <img src=x onerror=alert(1)>.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };

/** In the browser, of which the compiler of the tests knows nothing. */
declare const DataTransfer: new () => { readonly items: { add(file: File): void } };

/** Drops a file on the page, as from a folder's window. */
async function drop(page: Page): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text as string], name as string, { type: 'text/csv' }));
      return transfer;
    },
    [file.name, list],
  );
  await page.dispatchEvent('.govuk-file-upload-button', 'drop', { dataTransfer: dropped });
}

/** What the door for programs makes of the same list. */
async function answeredByApi(plannedAt: string): Promise<string> {
  const terms = new URLSearchParams({ category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', plannedAt });
  const response = await fetch(`${registry.url}/v1/scrubs?${terms}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await registry.token('demo-call-centre')}`, 'content-type': 'text/csv' },
    body: list,
  });
  return response.text();
}

function futureMinute(): { readonly local: string; readonly instant: string } {
  const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000);
  const local = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
  return { local, instant: at.toISOString() };
}

describe.for([
  { language: 'en', width: 'wide', isScripted: true },
  { language: 'zh', width: 'narrow', isScripted: true },
  { language: 'zh', width: 'wide', isScripted: false },
  { language: 'en', width: 'narrow', isScripted: false },
] as const)('a list from drop to download ($language, $width, scripts: $isScripted)', (as) => {
  test('the way in, the columns, the terms, the progress, the outcome, the files', async () => {
    const { language, width, isScripted } = as;
    const page = await person(registry.url, {
      locale: language,
      viewport: widths[width],
      javaScriptEnabled: isScripted,
    });
    const seen = async (name: string) => {
      await picture(page, `lists-${name}-${language}-${width}${isScripted ? '' : '-plain'}`);
      if (isScripted) await expectAccessible(page);
    };
    const link = signInLink(registry);
    await page.goto(link);
    if (isScripted) {
      expect(new URL(page.url()).hash).toBe('');
      expect(await page.inputValue('#token')).toBe(link.split('#')[1]);
    } else await page.fill('#token', link);
    await seen('sign-in');
    await page.click('main form button.govuk-button');
    await page.waitForURL('**/lists');
    await seen('none');

    await page.click('main a[href="/lists/new"]');
    await page.click('main form[enctype] > button.govuk-button');
    await seen('no-file');
    expect(await page.textContent('#list-error')).not.toBe('');
    if (isScripted) await drop(page);
    else await page.setInputFiles('input[type=file]', file);
    await seen('new');
    await page.click('main form[enctype] > button.govuk-button');
    await page.waitForURL(listPage);
    await seen('columns');
    expect(await page.textContent('h1')).toBe('名单 <img src=x onerror=alert(1)>.csv');
    expect(await page.textContent('main')).toContain('<script>alert(1)</script>');
    expect(await page.textContent('main')).toContain('+8613800138000');

    await page.click('form[action$="/start"] button');
    await seen('terms-wrong');
    await page.selectOption('#category', 'FIN_CREDIT');
    await page.selectOption('#channel', 'VOICE');
    const minute = futureMinute();
    await page.fill('#plannedAt', minute.local);
    await page.click('form[action$="/start"] button');
    for (let look = 0; look < 300 && (await page.locator('[data-rows=count]').count()) === 0; look++) {
      if (!isScripted) await page.goto(page.url());
      else await page.waitForSelector('[data-rows=count], [data-looks-again]');
    }
    await page.waitForSelector('[data-rows=count]');
    await seen('outcome');
    const rows = async (name: string) => Number(await page.textContent(`[data-rows=${name}]`));
    expect([await rows('count'), await rows('allowed'), await rows('blocked'), await rows('rejected')]).toEqual([
      5, 3, 0, 2,
    ]);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="/results/annotated"]')]);
    expect(download.suggestedFilename()).toContain('-annotated.csv');
    expect(readFileSync(await download.path(), 'utf8')).toBe(await answeredByApi(minute.instant));
    const [signed] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="/certificate"]')]);
    expect(readFileSync(await signed.path(), 'utf8')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);

    await page.click('form[action$="/recheck"] button');
    await page.waitForURL(listPage);
    await page.goto('/lists');
    await seen('some');
    await page.click('tbody tr:last-child a');
    await page.click('main a[href$="/delete"]');
    await seen('delete');
    await page.click('form[action$="/delete"] button');
    await page.waitForURL('**/lists');
    await page.click('form[action="/sign-out"] button');
    await page.waitForURL('**/sign-in');
    await page.goto('/lists');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });
});
