import { expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { esPolicy } from '../../../src/core/policies/es.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { hourMs, minuteMs } from '../../../src/core/time.ts';
import { scrubJobLimits } from '../../../src/registry/scrubs/scrub-job-limits.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { desk } from './desk.ts';

const twoColumns = 'name;a;b\nAnna;13800000001;13800000009\nBo;13800000009;13800000001\n';

test.for([
  [cnPolicy, 'zh'],
  [cnPolicy, 'en'],
  [inPolicy, 'hi'],
  [esPolicy, 'es'],
] as const)('every page in %s $1', async ([policy, language]) => {
  const on = await desk({ policy });
  const words = wordsIn(language).callCentre;
  const shows = async (path: string, ...sentences: readonly string[]) => {
    const html = await on.text(path, { 'accept-language': language });
    expect(html).toContain(`<html lang="${language}"`);
    expect(html, path).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
    for (const sentence of sentences) expect(html, path).toContain(escaped(sentence));
  };
  const { signIn } = wordsIn(language).people;
  await shows('/sign-in', signIn.heading, signIn.tokenLabel);
  await on.signIn();
  await shows('/lists', words.lists.heading, words.lists.none);
  await shows('/lists/new', words.upload.heading, words.upload.dropFile);

  const list = await on.sent('phone,name\n13800000001,Anna\nx,Bo\n');
  await shows(list, words.columns.found.HEAD, words.columns.readAs, words.terms.start);
  await shows(await on.sent('13800000001\n'), words.columns.found.ONLY, words.columns.withoutHeads);
  await shows(await on.sent(twoColumns), words.columns.notFound, words.columns.show);
  await shows(`${await on.sent(twoColumns)}?column=3`, words.columns.found.NAME, words.terms.start);
  await shows(await on.sent(new Uint8Array([0x50, 0x4b, 3, 4])), words.columns.broken, words.upload.workbook);

  const job = (await on.asked(list, { rowProofs: 'yes' })).headers.get('location') ?? '';
  await shows(job, words.states.QUEUED, words.progress.queued, words.progress.cancel);
  const failed = (await on.asked(await on.sent('phone,a,b\n"x,1,2\n'), { column: '1' })).headers.get('location') ?? '';
  await on.ran();
  await shows(job, words.outcome.heading, words.outcome.total, words.outcome.rowSecret, words.outcome.recheck);
  await shows(failed, words.ended.failed, words.ended.failures.UNREADABLE, words.outcome.again);
  await shows(`${job}/again`, words.columns.heading, words.terms.start);
  await shows(`${job}/delete`, words.remove.heading('June'), words.remove.no);
  const cancelled = (await on.asked(`${job}/again`.replace('/again', ''))).headers.get('location') ?? '';
  await on.post(`${cancelled}/delete`, {});
  await shows(cancelled, words.ended.cancelled);
  await shows('/lists', words.states.COMPLETED, words.states.FAILED, words.states.WAITING, 'desk-7');
  await shows('/lists/none', words.refusals.NOT_FOUND?.heading ?? '');
  on.clock.at += scrubJobLimits.keptMs;
  await on.signIn();
  await shows(job, words.ended.expired, words.outcome.certificate);
});

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

test('a session ends after eight hours, and says so before', async () => {
  const on = await desk();
  await on.signIn();
  const warning = (html: string) => /<div class="govuk-inset-text" data-shown-after-ms="(\d+)"( hidden)?/.exec(html);
  const early = warning(await on.text('/lists'));
  expect([Number(early?.[1]), early?.[2]]).toEqual([8 * hourMs - 15 * minuteMs, ' hidden']);
  on.clock.at += 8 * hourMs - 10 * minuteMs;
  expect(warning(await on.text('/lists'))?.[2]).toBeUndefined();
  on.clock.at += 10 * minuteMs;
  const late = await on.get('/lists');
  expect([late.status, late.headers.get('location')]).toEqual([303, '/sign-in']);
});
