import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { plannedAt } from '../journeys/asked-list.ts';
import { servedThroughout } from '../served-registry.ts';
import { expectAccessible, lastTextedCode, person, picture, widths } from './person.ts';

const registry = await servedThroughout();

/** What a call centre is answered on the way: decision and reason. */
async function answer(phoneNumber: string, category: string, channel = 'VOICE'): Promise<string> {
  const response = await fetch(`${registry.url}/v1/lookup`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await registry.token('demo-call-centre')}`,
    },
    body: JSON.stringify({ phoneNumber, category, channel, sender: 'DEMO', plannedAt: noon }),
  });
  const { decision, reason } = (await response.json()) as { decision: string; reason: string };
  return `${decision} ${reason}`;
}

/** In China it is half past three in the night. */
const noon = plannedAt();
const nightBand = 'H00_06';

async function askConsent(phoneNumber: string): Promise<void> {
  const response = await fetch(`${registry.url}/v1/consent-requests`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await registry.token('demo-call-centre')}`,
    },
    body: JSON.stringify({ phoneNumber, sender: 'DEMO', scope: {} }),
  });
  expect(response.status).toBe(202);
}

/** How a person works a page: by pointing, or by the keyboard alone. */
interface Hands {
  press(selector: string): Promise<void>;
  type(selector: string, text: string): Promise<void>;
}

function pointing(page: Page): Hands {
  return {
    async press(selector) {
      await page.locator(selector).first().scrollIntoViewIfNeeded();
      await page.locator(`${selector}`).first().click({ force: true });
    },
    type: (selector, text) => page.fill(selector, text),
  };
}

const tabsMax = 200;

/** Tab to it, seen to be there, then Space on what is ticked and Enter on what is pressed. */
function keyboard(page: Page): Hands {
  const reach = async (selector: string) => {
    for (let tabs = 0; tabs < tabsMax; tabs++) {
      const isThere = await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`);
      if (isThere) return;
      await page.keyboard.press('Tab');
    }
    expect.unreachable(`${selector} is not to be reached by Tab`);
  };
  return {
    async press(selector) {
      const target = page.locator(selector).first();
      const [kind, group] = await target.evaluate((element) => {
        const input = element as unknown as { type: string; name: string };
        return [input.type, input.name];
      });
      if (kind === 'radio') {
        // The group is one stop; arrows go through it.
        await reach(`input[type=radio][name="${group}"]`);
        for (let arrows = 0; arrows < 5 && !(await target.isChecked()); arrows++)
          await page.keyboard.press('ArrowDown');
      } else {
        await reach(selector);
        await expectFocusSeen(page);
        await page.keyboard.press(kind === 'checkbox' ? 'Space' : 'Enter');
      }
    },
    async type(selector, text) {
      await reach(selector);
      await page.keyboard.type(text);
    },
  };
}

/** Whatever has the focus shows it: an outline, a shadow or a background that it has not otherwise. */
async function expectFocusSeen(page: Page): Promise<void> {
  const look = `(() => {
    const focused = document.activeElement;
    const parts = [focused, focused.nextElementSibling].filter(Boolean);
    const seen = () => parts.flatMap((part) => [null, '::before'].map((pseudo) => {
      const { outlineWidth, outlineStyle, outlineColor, boxShadow, backgroundColor } = getComputedStyle(part, pseudo);
      return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, backgroundColor].join();
    })).join(';');
    const there = seen();
    focused.blur();
    const gone = seen();
    focused.focus();
    return there !== gone;
  })()`;
  expect(await page.evaluate(look), 'the focus is seen').toBe(true);
}

const save = 'main form[action="/me"] button';

describe.for([
  { language: 'en', width: 'wide', isScripted: true, hands: pointing, number: '13800138011' },
  { language: 'zh', width: 'narrow', isScripted: true, hands: pointing, number: '13810138012' },
  { language: 'en', width: 'narrow', isScripted: false, hands: pointing, number: '13820138013' },
  { language: 'en', width: 'wide', isScripted: true, hands: keyboard, number: '13830138014' },
] as const)('a subscriber ($language, $width, scripts: $isScripted, $hands.name)', (way) => {
  test('registers, refuses, sets hours, takes back, consents, withdraws, erases; each lookup follows', {
    timeout: 240_000,
  }, async () => {
    const { language, width, isScripted } = way;
    const phoneNumber = `+86${way.number}`;
    const page = await person(registry.url, {
      locale: language,
      viewport: widths[width],
      javaScriptEnabled: isScripted,
    });
    const { press, type } = way.hands(page);
    /** Presses, and waits for another page than this. */
    const go = async (selector: string, to: string) => {
      const before = page.url();
      await press(selector);
      await page.waitForURL((url) => url.href !== before && url.href.includes(to));
    };
    const looked = async (name: string) => {
      await picture(page, `${name}-${language}-${width}${isScripted ? '' : '-plain'}-${way.hands.name}`);
      if (isScripted) await expectAccessible(page);
    };

    await page.goto('/');
    await type('#phoneNumber', way.number);
    await go('main form button', '/code');
    await type('#code', lastTextedCode(registry.dataDir));
    await go('main form button', '/me');
    await looked('choices');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('ALLOW DEFAULT');

    await press('#REAL_ESTATE-VOICE');
    await press('#EDUCATION-VOICE');
    await go(save, '/me?changed=');
    await looked('refused');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('BLOCK CATEGORY_REFUSED');
    expect(await answer(phoneNumber, 'EDUCATION')).toBe('BLOCK CATEGORY_REFUSED');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('ALLOW DEFAULT');

    await press(`#hours-${nightBand}`);
    await go(save, '/me?changed=');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('BLOCK HOURS_REFUSED');

    await go('form[action="/me/undo"] button', 'undone');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('ALLOW DEFAULT');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('BLOCK CATEGORY_REFUSED');

    await askConsent(phoneNumber);
    await page.goto('/me/senders');
    await looked('companies-asked');
    await go('form[action="/me/senders/answer"] button[value=yes]', '/me/senders?changed=');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('ALLOW CONSENT');
    await looked('companies-consented');
    await go('form[action="/me/senders/withdraw"] button', '/me/senders?changed=');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('BLOCK CATEGORY_REFUSED');

    await type('#sender', 'demo');
    await go('form[action="/me/senders/search"] button', '/me/senders/search');
    await looked('companies-found');
    await go('form[action="/me/senders/refuse"] button', '/me/senders?changed=');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('BLOCK SENDER_REFUSED');
    await go('form[action="/me/senders/readmit"] button', '/me/senders?changed=');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('ALLOW DEFAULT');

    await page.goto('/me/history');
    await looked('history');
    expect(await page.locator('.govuk-summary-card').count()).toBe(8);

    await page.goto('/me');
    await press('#base-REFUSE_ALL');
    await press(save);
    await page.waitForSelector('input[name=confirmed]', { state: 'attached' });
    await looked('second-step');
    await go('main form[action="/me"] button', '/me?changed=');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('BLOCK REFUSED');
    await looked('nobody');

    await page.goto('/me/data');
    await looked('data');
    await go('form[action$="forget-history"] button', '/forget-history');
    await looked('forget-history');
    await go('form[action$="forget-history"] button', '/me/data?forgotten');
    expect(await answer(phoneNumber, 'HEALTH')).toBe('BLOCK REFUSED');
    await go('form[action$="forget-everything"] button', '/forget-everything');
    await looked('forget-everything');
    await type('#code', lastTextedCode(registry.dataDir));
    await press('form[action$="forget-everything"] button');
    await page.waitForSelector('.govuk-panel');
    await looked('forgotten');
    expect(await answer(phoneNumber, 'REAL_ESTATE')).toBe('ALLOW DEFAULT');
    await page.goto('/me');
    expect(new URL(page.url()).pathname).toBe('/');
  });
});

test('at 200 % zoom, in forced colours, nothing is cut off or lost', { timeout: 240_000 }, async () => {
  const zoomed = await person(registry.url, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  const forced = await person(registry.url, { forcedColors: 'active' });
  for (const [name, page, number] of [
    ['zoomed', zoomed, '13840138015'],
    ['forced', forced, '13850138016'],
  ] as const) {
    await page.goto('/');
    await page.fill('#phoneNumber', number);
    await page.click('main form button');
    await page.fill('#code', lastTextedCode(registry.dataDir));
    await page.click('main form button');
    await page.waitForURL('**/me');
    for (const path of ['/me', '/me/senders', '/me/history', '/me/data', '/help', '/check', '/']) {
      await page.goto(path);
      await picture(page, `${name}${path.replaceAll('/', '-')}`);
      await expectAccessible(page);
    }
  }
});

test('data and receipts are files to keep, and the receipt is checked by whoever has it', async () => {
  const page = await person(registry.url);
  await page.goto('/');
  await page.fill('#phoneNumber', '13860138017');
  await page.click('main form button');
  await page.fill('#code', lastTextedCode(registry.dataDir));
  await page.click('main form button');
  await page.waitForURL('**/me');
  await page.uncheck('#HEALTH-VOICE', { force: true });
  await page.click(save);
  await page.goto('/me/data');
  const [record] = await Promise.all([page.waitForEvent('download'), page.click('form[action$=download] button')]);
  expect(record.suggestedFilename()).toBe('do-not-disturb.json');
  await page.goto('/me/history');
  const [receipt] = await Promise.all([page.waitForEvent('download'), page.click('form[action$=receipt] button')]);
  await page.goto('/check');
  await page.setInputFiles('#file', await receipt.path());
  await page.click('main form button');
  expect(await page.textContent('h1')).toBe('This receipt is genuine and in force');
  await picture(page, 'checked');
  await expectAccessible(page);
});

test('shortly before the end the page says so, and staying keeps what is entered', async () => {
  const page = await person(registry.url);
  await page.clock.install();
  await page.goto('/');
  await page.fill('#phoneNumber', '13870138018');
  await page.click('main form button');
  await page.fill('#code', lastTextedCode(registry.dataDir));
  await page.click('main form button');
  await page.waitForURL('**/me');
  await page.uncheck('#HEALTH-VOICE', { force: true });
  const notice = page.locator('.registry-account [role=alert]');
  expect(await notice.isVisible()).toBe(false);
  await page.clock.fastForward('27:30');
  await notice.waitFor({ state: 'visible' });
  await expectAccessible(page);
  await page.click('form[action="/me/stay"] button');
  await notice.waitFor({ state: 'hidden' });
  expect(await page.isChecked('#HEALTH-VOICE')).toBe(false);
});

test('the first page with its assets is at most 50 kB as sent', async () => {
  const page = await person(registry.url);
  const sizes: number[] = [];
  page.on('requestfinished', async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    sizes.push(responseBodySize + responseHeadersSize);
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(sizes.length).toBeGreaterThanOrEqual(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50 * 1_024);
});
