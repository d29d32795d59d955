import { expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { esPolicy } from '../../../src/core/policies/es.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { unescaped } from '../visitor.ts';
import { regulatorsDesk } from './at-regulator.ts';

const pagesMax = 60;

test.for([
  [cnPolicy, 'zh'],
  [cnPolicy, 'en'],
  [inPolicy, 'hi'],
  [esPolicy, 'es'],
] as const)('every link from the desk leads to a whole page (%s, %s)', async ([policy, language]) => {
  const on = await regulatorsDesk({ policy });
  await on.signIn();
  await on.release('2025-10', '2026-08', '2026-09', '2026-10', '2026-Q3');
  const statusOf: Readonly<Record<string, number>> = {
    '/desk/figures?measure=CHANGES&region=CN-XX': 400,
    '/desk/releases/none': 404,
  };
  const found = new Set(['/desk', ...Object.keys(statusOf)]);
  for (const path of found) {
    const answer = await on.get(path, { 'accept-language': language });
    const html = await answer.text();
    expect(answer.status, path).toBe(statusOf[path] ?? 200);
    if (!html.startsWith('<!doctype html>')) continue;
    expect(html).toContain(`<html lang="${language}"`);
    expect(html, path).not.toMatch(/undefined|NaN|\[object|Invalid Date|Infinity/);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, path).toBe(ids.length);
    if (language !== 'en') expect(html, path).not.toContain(wordsIn('en').desk.figures.sameCells);
    const links = [...html.matchAll(/href="(\/desk[^"#]*)"/g)].map(([, link = '']) => unescaped(link));
    for (const link of links) if (found.size < pagesMax && !link.includes('language=')) found.add(link);
  }
  expect(found.size).toBe(pagesMax);
  expect(on.defects).toEqual([]);
});

test('another language shows the same figures', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release('2026-10');
  const html = await on.text('/desk/figures?measure=CHANGES&region=CN-GD&region=CN-XZ');
  const link = unescaped(/href="([^"]*language=zh)"/.exec(html)?.[1] ?? '');
  const chosen = await on.get(link);
  expect(chosen.headers.get('location')).toBe('/desk/figures?measure=CHANGES&region=CN-GD&region=CN-XZ');
});
