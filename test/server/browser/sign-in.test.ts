import { describe, expect, test } from 'vitest';
import { servedThroughout } from '../served-registry.ts';
import { expectAccessible, lastTextedCode, person, picture, widths } from './person.ts';

const registry = await servedThroughout();

describe.for([
  { language: 'en', width: 'narrow', isScripted: true },
  { language: 'zh', width: 'wide', isScripted: true },
  { language: 'en', width: 'wide', isScripted: false },
] as const)('the way in ($language, $width, scripts: $isScripted)', ({ language, width, isScripted }) => {
  test('a number, what is wrong with it, and the code that was texted to it', async () => {
    const page = await person(registry.url, {
      locale: language,
      viewport: widths[width],
      javaScriptEnabled: isScripted,
    });
    await page.goto('/');
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    await picture(page, `start-${language}-${width}`);
    if (isScripted) await expectAccessible(page);

    await page.fill('#phoneNumber', '12');
    await page.click('button.govuk-button');
    expect(await page.textContent('#phoneNumber-error')).not.toBe('');
    expect(await page.inputValue('#phoneNumber')).toBe('12');
    if (isScripted) await expectAccessible(page);

    await page.fill(
      '#phoneNumber',
      language === 'en' ? (isScripted ? '138 0013 8001' : '13800138003') : '+8613800138002',
    );
    await page.click('button.govuk-button');
    await page.waitForURL('**/code');
    await picture(page, `code-${language}-${width}`);
    if (isScripted) await expectAccessible(page);

    await page.fill('#code', '12345');
    await page.click('button.govuk-button');
    expect(await page.textContent('#code-error')).not.toBe('');
    await page.fill('#code', lastTextedCode(registry.dataDir));
    await page.click('button.govuk-button');
    await page.waitForURL('**/me');
  });
});

test('another language is one link away, and stays', async () => {
  const page = await person(registry.url, { locale: 'de' });
  await page.goto('/');
  expect(await page.getAttribute('html', 'lang')).toBe('zh');
  await page.click('a[hreflang=en]');
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  await page.goto('/nowhere');
  expect(await page.textContent('h1')).toBe('Page not found');
  await expectAccessible(page);
});

test('a form of another site, or of another browser, changes nothing', async () => {
  const page = await person(registry.url);
  await page.goto('/');
  await page.evaluate('document.querySelector("[name=formToken]").value = "x".repeat(43)');
  await page.fill('#phoneNumber', '+8613800138004');
  await page.click('button.govuk-button');
  expect(await page.textContent('h1')).toBe('You cannot do this here');
});
