import { expect, test } from 'vitest';
import { Browser, formsOf, type Page } from './browser.ts';
import { type Country, decisionOn, eventually, question, sender, textedCode } from './country.ts';

const policyOfContents = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** In what a page is not as every page is. */
function faultsOf({ html, headers, path }: Page): readonly string[] {
  const contents = headers.get('content-security-policy') ?? '';
  const says = (fault: string, isFault: boolean) => (isFault ? [`${path}: ${fault}`] : []);
  return [
    ...policyOfContents.flatMap((one) => says(`no ${one}`, !contents.includes(one))),
    ...says('it may be kept', headers.get('cache-control') !== 'no-store'),
    ...says('it may be sniffed', headers.get('x-content-type-options') !== 'nosniff'),
    ...says('no language', !html.startsWith('<!doctype html><html lang="en"')),
    ...says('something inline', /<style|<script(?![^>]* src=)| style="| on[a-z]+="/.test(html)),
    ...says('a value that is none', /undefined|\[object|NaN/.test(html)),
  ];
}

/** The pages, as a browser without scripts has them. */
export function describePages(country: () => Country): void {
  const browse = () => new Browser(country().target.url);

  test.for(['/', '/figures', '/open-data', '/help', '/check', '/sign-in'])('%s is for everybody', async (path) => {
    const page = await browse().get(path);
    expect([page.status, faultsOf(page)]).toEqual([200, []]);
  });

  test.for(['/me', '/me/history', '/lists', '/lists/new', '/desk'])('%s is for who is signed in', async (path) => {
    const page = await browse().get(path);
    expect(page.path === path ? page.status : 'elsewhere').not.toBe(200);
    expect(faultsOf(page)).toEqual([]);
  });

  test('style and script of a page are there, and may be kept for good', async () => {
    const { html } = await browse().get('/');
    const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(1);
    for (const file of new Set(files)) {
      const asset = await country().nobody('GET', file);
      expect([file, asset.status, asset.headers.get('cache-control')]).toEqual([
        ...[file, 200],
        expect.stringContaining('immutable'),
      ]);
    }
    const reference = await country().nobody('GET', '/reference', { headers: { accept: 'text/html' } });
    expect(reference.status).toBe(200);
  });

  test('a page that is nobody’s says so', async () => {
    const page = await browse().get('/nowhere');
    expect([page.status, faultsOf(page)]).toEqual([404, []]);
  });

  test('a form that another site made, or that has not this browser’s token, is refused', async () => {
    const { nobody } = country();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' };
    const sent = await nobody('POST', '/', { body: 'phoneNumber=x&formToken=x', headers });
    expect(sent.status).toBe(403);
    const person = browse();
    await person.get('/');
    expect((await person.submit('/', { phoneNumber: 'x', formToken: 'x'.repeat(43) })).status).toBe(403);
  });

  test('a subscriber signs in by texted code, refuses, takes it back, shuts a brand out, reads what became of it', async () => {
    const { target, phoneNumber: next } = country();
    const [phoneNumber, person] = [next(), browse()];
    await signedIn(country(), person, phoneNumber);
    const saved = await person.submit('/me', { base: 'REFUSE_ALL' });
    const shown = saved.path.startsWith('/me?') ? saved : await person.submit('/me');
    expect([shown.status, faultsOf(shown)]).toEqual([200, []]);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'REFUSED']);
    await person.submit('/me/undo');
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
    await person.get('/me/senders');
    await person.submit('/me/senders/search', { sender });
    const out = await person.submit('/me/senders/refuse', { brand: country().brand.client.clientId });
    expect(out.text).toContain(country().brand.client.clientId);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'SENDER_REFUSED']);
    const history = await person.get('/me/history');
    expect(formsOf(history.html).filter(({ action }) => action === '/me/history/receipt')).toHaveLength(3);
    expect(history.html).not.toContain(phoneNumber.slice(1));
    await person.get('/me/data');
    const record = await person.submit('/me/data/download');
    expect(JSON.parse(record.html)).toMatchObject({ phoneNumber, format: 'dnd-subscriber-record/1' });
    await person.get('/me/data');
    const before = (await target.texts(phoneNumber)).length;
    await person.submit('/me/data/forget-everything');
    const code = await textedCode(target, phoneNumber, before);
    await person.submit('/me/data/forget-everything', { code });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
    expect((await person.get('/me')).path).toBe('/');
  });

  test('a single kind of company is refused by taking its tick away', async () => {
    const [phoneNumber, person] = [country().phoneNumber(), browse()];
    const page = await signedIn(country(), person, phoneNumber);
    const ticks = formsOf(page.html)
      .find(({ action }) => action === '/me')
      ?.fields.filter(([name]) => name === 'may');
    const may = (ticks ?? []).map(([, value]) => value).filter((value) => value !== 'FIN_CREDIT/VOICE');
    expect(may.length).toBeGreaterThan(5);
    await person.submit('/me', { may });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
    expect(await decisionOn(country(), phoneNumber, { category: 'HEALTH' })).toEqual(['ALLOW', 'DEFAULT']);
  });

  test('a wrong code stays at the door', async () => {
    const [phoneNumber, person] = [country().phoneNumber(), browse()];
    await person.get('/');
    await person.submit('/', { phoneNumber });
    const code = await textedCode(country().target, phoneNumber);
    const wrong = await person.submit('/code', { code: code === '000000' ? '000001' : '000000' });
    expect([wrong.status, wrong.path, faultsOf(wrong)]).toEqual([400, '/code', []]);
  });

  test('a receipt is checked by whoever has it', async () => {
    const person = browse();
    const body = { ...question, phoneNumber: country().phoneNumber() };
    const { text } = await country().callCentre.ask('POST', '/v1/lookup', { body });
    await person.get('/check');
    const checked = await person.submit('/check', { receipt: text });
    expect([checked.status, faultsOf(checked)]).toEqual([200, []]);
    expect(checked.text).toContain(country().callCentre.client.clientId);
  });

  test('somebody at a call centre signs in by link, sends a list, says what it is for, and downloads it', async () => {
    const person = browse();
    const link = await country().callCentre.ask('POST', '/v1/sign-in-links', { body: { person: 'desk 7' } });
    await person.get('/sign-in');
    const lists = await person.submit('/sign-in', { token: link.body<{ token: string }>().token });
    expect([lists.path, lists.status, faultsOf(lists)]).toEqual(['/lists', 200, []]);
    const number = country().phoneNumber();
    await person.get('/lists/new');
    const file = { field: 'list', name: 'people.csv', content: `name,phone\nAnna,${number}\nBo,nonsense\n` };
    const read = await person.submit('/lists/new', {}, file);
    expect([read.status, faultsOf(read)]).toEqual([200, []]);
    const start = `${read.path}/start`;
    const asked = { name: 'June', category: question.category, channel: question.channel, sender };
    const started = await person.submit(start, asked);
    expect([started.status, faultsOf(started)]).toEqual([200, []]);
    const done = await eventually(async () => {
      const page = await person.get(started.path);
      if (!page.html.includes('/results/')) throw new Error(page.text);
      return page;
    });
    expect(faultsOf(done)).toEqual([]);
    const result = /\/lists\/[^"/]+\/results\/[a-z]+/.exec(done.html)?.[0] ?? '';
    expect((await person.get(result)).html).toContain(number);
    expect((await person.get('/desk')).status).not.toBe(200);
  });

  test('somebody of the regulator signs in by link, and sees the desk', async () => {
    const person = browse();
    const link = await country().regulator.ask('POST', '/v1/sign-in-links', { body: { person: 'ministry' } });
    await person.get('/sign-in');
    const desk = await person.submit('/sign-in', { token: link.body<{ token: string }>().token });
    expect([desk.path, desk.status, faultsOf(desk)]).toEqual(['/desk', 200, []]);
    expect((await person.get('/desk/releases')).status).toBe(200);
  });
}

async function signedIn({ target }: Country, person: Browser, phoneNumber: string): Promise<Page> {
  await person.get('/');
  const before = (await target.texts(phoneNumber)).length;
  const asked = await person.submit('/', { phoneNumber });
  expect([asked.path, asked.status, faultsOf(asked)]).toEqual(['/code', 200, []]);
  const code = await textedCode(target, phoneNumber, before);
  const own = await person.submit('/code', { code });
  expect([own.path, own.status, faultsOf(own)]).toEqual(['/me', 200, []]);
  return own;
}
