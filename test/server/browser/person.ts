import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';

/** Narrow as an old phone, wide as a desk; CSS pixels. */
export const widths = { narrow: { width: 360, height: 720 }, wide: { width: 1280, height: 900 } } as const;

let opened: Promise<Browser> | undefined;

/** A person at a browser of his own: nothing is shared with another. */
export async function person(baseURL: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { executablePath, arguments: args, environment } = inject('browser');
  opened ??= chromium.launch({ executablePath, args: [...args], env: { ...process.env, ...environment } });
  const browser = await opened;
  const context = await browser.newContext({ baseURL, locale: 'en', viewport: widths.wide, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.unreachable(`a script failed: ${error.message}`));
  return page;
}

afterAll(async () => (await opened)?.close());

/** WCAG 2.2 AA as far as axe sees, and no sideways scrolling. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(found, page.url()).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(overflow, `${page.url()} scrolls sideways`).toBe(0);
}

/** Keeps a picture of the page where `SCREENSHOTS` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The code of the last text that the demo of a data folder showed. */
export function lastTextedCode(dataDir: string): string {
  const lines = readFileSync(join(dataDir, 'demo/outbox.jsonl'), 'utf8').trim().split('\n');
  const { text } = JSON.parse(lines.at(-1) ?? '{}') as { text: string };
  return /\b[0-9]{6}\b|[0-9]{6}/.exec(text)?.[0] ?? '';
}
