import { describe, expect, test } from 'vitest';
import { policies } from '../../src/core/policies/policies.ts';
import { wordsIn } from '../../src/web/words/words.ts';
import { allPages, hostileName, livedIn } from './all-pages.ts';
import { attributeOf, formsOf, type Shown, textOf } from './visitor.ts';

const spoken = Object.values(policies).flatMap((policy) => policy.languages.map((language) => ({ policy, language })));

describe.for(spoken)('$policy.id, $language', ({ policy, language }) => {
  test('every page is whole: words, headings, labels, tokens, headers', async () => {
    const lived = await livedIn(policy, language);
    const seen: string[] = [];
    for await (const [name, page] of allPages(lived)) {
      seen.push(name);
      const faults = [...faultsOf(page, language), ...strangersIn(page, language)];
      expect(faults, `${name}: ${page.path}`).toEqual([]);
      expect(page.html.includes(hostileName), name).toBe(false);
    }
    expect(seen.length).toBeGreaterThan(30);
  });
});

test('brands’ names and what was entered are text and nothing else', async () => {
  const lived = await livedIn();
  await lived.person.signIn(lived.number);
  const senders = await lived.person.get('/me/senders');
  expect(senders.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Sons&quot;');
  const searched = await lived.person.submit('/me/senders/search', { sender: '"><script>alert(2)</script>' });
  expect(searched.html).toContain('value="&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;"');
  expect(textOf(await lived.person.get('/me/history'))).not.toContain('undefined');
  await lived.person.get('/');
  const started = await lived.person.submit('/', { phoneNumber: '<script>alert(3)</script>' });
  expect(started.html).not.toContain('<script>alert');
});

test('a receipt’s own words are text and nothing else', async () => {
  const lived = await livedIn();
  await lived.person.get('/check');
  const page = await lived.person.submit('/check', { receipt: await lived.receipt() });
  expect(textOf(page)).toContain(`${hostileName} (brand-2)`);
  expect(page.html).not.toContain('<script>alert');
});

function faultsOf({ html, headers, status }: Shown, language: string): readonly string[] {
  const says = (fault: string, isFault: boolean) => (isFault ? [fault] : []);
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  return [
    ...says('a value that is none', /undefined|\[object|NaN|null<|Invalid Date/.test(html)),
    ...says('no language', !html.startsWith(`<!doctype html><html lang="${language}"`)),
    ...says('not one h1', html.match(/<h1[ >]/g)?.length !== 1),
    ...says('an empty heading', /<h[1-6][^>]*>\s*<\/h[1-6]>/.test(html)),
    ...says('an id twice', new Set(ids).size !== ids.length),
    ...says('something inline', /<style|<script(?![^>]* src=)| style="| on[a-z]+="/.test(html)),
    ...says('it may be kept', headers.get('cache-control') !== 'no-store'),
    ...says('no policy of contents', !/default-src 'none'/.test(headers.get('content-security-policy') ?? '')),
    ...says('it may be framed', !/frame-ancestors 'none'/.test(headers.get('content-security-policy') ?? '')),
    ...says('it may be sniffed', headers.get('x-content-type-options') !== 'nosniff'),
    ...says('a defect', status >= 500),
    ...headingFaults(html),
    ...labelFaults(html),
    ...formsOf(html).flatMap(({ action, fields, isQuery }) => {
      const hasToken = fields.some(([name, value]) => name === 'formToken' && /^[\w-]{43}$/.test(value));
      return says(`${hasToken ? 'a' : 'no'} token in ${action}`, hasToken === isQuery);
    }),
  ];
}

/** Behind the first heading none is more than one level below the one before. */
function headingFaults(html: string): readonly string[] {
  const main = html.slice(html.indexOf('<main'));
  const levels = [...main.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  const fromTop = levels.slice(levels.indexOf(1));
  return fromTop.flatMap((level, place) =>
    level > (fromTop[place - 1] ?? level) + 1 ? [`h${level} behind h${fromTop[place - 1]}`] : [],
  );
}

/** Every control has a label of its own; whatever describes it is there. */
function labelFaults(html: string): readonly string[] {
  const controls = [...html.matchAll(/<(?:input|textarea|select) ([^>]*)>/g)].map(([, attributes = '']) => attributes);
  return controls
    .filter((control) => attributeOf(control, 'type') !== 'hidden')
    .flatMap((control) => {
      const id = attributeOf(control, 'id');
      const label = new RegExp(`<label[^>]* for="${id}"[^>]*>(.*?)</label>`, 's').exec(html)?.[1] ?? '';
      const described = attributeOf(control, 'aria-describedby').split(' ').filter(Boolean);
      return [
        ...(label.replaceAll(/<[^>]+>/g, '').trim() === '' ? [`no label for ${id}`] : []),
        ...described
          .filter((one) => !html.includes(`id="${one}"`))
          .map((one) => `${one} describes ${id} and is nowhere`),
      ];
    });
}

/** Sentences of another language: words of English where another is spoken. */
function strangersIn(page: Shown, language: string): readonly string[] {
  if (language === 'en') return [];
  const { choices, senders, history, subscriber, check, openFigures, openData, figures } = wordsIn('en');
  const sentences = [
    ...[choices.heading, choices.tableHint, senders.noneGiven, history.lead, subscriber.saved, check.lead],
    ...[openFigures.lead, openData.lead, figures.chart.asTable, figures.measures.CHANGES_BY_WAY_IN.meaning],
  ];
  return sentences.filter((sentence) => textOf(page).includes(sentence));
}
