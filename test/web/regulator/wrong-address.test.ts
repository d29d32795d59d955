import { beforeAll, describe, expect, test } from 'vitest';
import { unescaped } from '../visitor.ts';
import { type RegulatorsDesk, regulatorsDesk } from './at-regulator.ts';

const addresses: readonly (readonly [search: string, field: string, says: string, keeps?: string])[] = [
  ['measure=', 'measure', 'Choose a figure'],
  ['measure=NUMBERS', 'measure', 'There is no figure “NUMBERS”. There are: NUMBERS_REGISTERED, NUMBERS_BY_CHOICE'],
  ['from=2026-10', 'measure', 'Choose a figure', 'name="from" value="2026-10"'],
  [
    'measure=CHANGES&from=2026-13',
    'from',
    '“2026-13” is no period. Write a month such as 2026-10',
    '<option value="2026-13" selected',
  ],
  ['measure=CHANGES&from=soon', 'from', 'or a quarter such as 2026-Q4'],
  ['measure=CHANGES&until=2026-Q5', 'until', '“2026-Q5” is no period'],
  [
    'measure=CHANGES&from=2026-09&until=2026-08',
    'until',
    'September 2026 or later',
    '<option value="2026-09" selected',
  ],
  ['measure=CHANGES&from=2026-08&until=2026-Q3', 'until', 'Choose a month here too'],
  ['measure=CHANGES&from=2026-Q3&until=2026-10', 'until', 'Choose a quarter here too'],
  ['measure=CHANGES&from=2010-01&until=2026-10', 'from', 'Choose at most 120 periods'],
  ['measure=CHANGES&view=CHANGE', 'until', 'the first and the last are the same', '<option value="CHANGE" selected'],
  ['measure=CHANGES&view=PIE', 'view', '“PIE” cannot be shown'],
  [
    'measure=CHANGES&category=FIN_CREDIT',
    'measure',
    'This figure is not told apart by “Kind of company”, but by: Region and Change',
  ],
  ['measure=CHANGES&shoe=42', 'measure', 'The address has “shoe”'],
  ['measure=CHANGES&region=CN-XX&region=CN-GD', 'region', 'there is no “CN-XX”', 'value="CN-GD" checked'],
  ['measure=CHANGES&region=%3Cscript%3Ealert(1)%3C/script%3E', 'region', 'there is no “<script>alert(1)</script>”'],
  ['measure=NUMBERS_BY_CHOICE&from=2026-08&until=2026-10&each=1', 'from', 'and a page has at most 5,000'],
];

async function withReleases(): Promise<RegulatorsDesk> {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release('2026-08', '2026-09', '2026-10', '2026-Q3');
  return on;
}

describe.for(['', '.csv', '.json', '.parquet'])('at /desk/figures%s', (form) => {
  let on: RegulatorsDesk;
  beforeAll(async () => {
    on = await withReleases();
  });

  test.for(addresses)('?%s is wrong', async ([search, field, says, keeps]) => {
    const answer = await on.get(`/desk/figures${form}?${search}`, { 'accept-language': 'en' });
    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    const summary = /error-summary__list">(.*?)<\/ul>/s.exec(html)?.[1] ?? '';
    expect(unescaped(summary)).toContain(says);
    expect(summary).toContain(`href="#${field}"`);
    expect(html).toContain(` id="${field}"`);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('id="figures"');
    if (keeps !== undefined) expect(html).toContain(keeps);
    expect(on.trail()).toEqual([]);
    expect(on.defects).toEqual([]);
  });
});

test('several things that are wrong are said at once', async () => {
  const on = await withReleases();
  const html = await on.text('/desk/figures?measure=CHANGES&from=x&until=y&region=z&shoe=1');
  expect(html.match(/<a href="#(?:from|until|region|measure)">/g)).toHaveLength(4);
});

test('an address that the trail could not keep whole is refused, one with everything ticked is not', async () => {
  const on = await withReleases();
  const path = '/desk/figures?measure=CHANGES_BY_DAY&from=2026-08&until=2026-10&each=1';
  const html = await on.text(path);
  const days = [...html.matchAll(/name="day" type="checkbox" value="([^"]*)"/g)].map(([, day]) => `&day=${day}`);
  expect(days.length).toBe(1 + 31 + 30 + 31);
  expect((await on.get(path + days.join(''))).status).toBe(200);
  expect(on.trail().at(-1)?.query).toBe(path.slice(path.indexOf('?') + 1));
  const refused = await on.get(path + days.slice(1).join(''), { 'accept-language': 'en' });
  expect([refused.status, (await refused.text()).includes('do not fit into an address')]).toEqual([400, true]);
  expect(on.trail().length).toBe(2);
});

test('before there is any release the pages say so', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  expect(await on.text('/desk')).toContain('Nothing has been released yet');
  expect(await on.text('/desk/releases')).toContain('Nothing has been released yet');
  expect(await on.text('/desk/figures?measure=CHANGES')).toContain('Nothing has been released yet');
  const later = await on.get('/desk/figures?measure=CHANGES&from=2026-10', { 'accept-language': 'en' });
  expect([later.status, (await later.text()).includes('No release: October 2026.')]).toEqual([200, true]);
  expect((await on.get('/desk/releases/2026-10')).status).toBe(404);
});
