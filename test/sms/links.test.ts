import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { linksOfFile } from '../../src/node/texts/links-file.ts';
import { endsOf } from '../../src/sms/links.ts';
import { memoryRegistry, setOrganisation } from '../registry/memory-registry.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const webhook = {
  ...{ name: 'agg', kind: 'WEBHOOK', organisation: 'carrier-1', numbers: ['10086'] },
  ...{ url: 'https://agg.example/texts', secret, inboundSecrets: [secret] },
};
const kannel = {
  ...{ name: 'kannel', kind: 'KANNEL', organisation: 'carrier-1', numbers: ['10001', '10010'] },
  ...{ url: 'http://127.0.0.1:13013/cgi-bin/sendsms', username: 'dnd', password: 'pass', allowFrom: ['127.0.0.1'] },
  ...{ registryUrl: 'http://127.0.0.1:8787/', pathSecret: 'a-secret-of-24-characters' },
};

function fileWith(content: unknown, mode: number = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-links-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'links.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  return file;
}

test('a file of links is read, each by its kind', () => {
  const { links, textsPerMinuteMax } = linksOfFile(
    fileWith({ textsPerMinuteMax: 600, links: [webhook, kannel] }),
    cnPolicy,
  );
  expect(textsPerMinuteMax).toBe(600);
  expect(links).toMatchObject([
    { name: 'agg', organisation: 'carrier-1', numbers: ['10086'] },
    { name: 'kannel', numbers: ['10001', '10010'] },
  ]);
});

test('a link by SMPP has settings of its own', () => {
  const smpp = { host: 'smsc.example', systemId: 'dnd', password: 'pass' };
  const link = { name: 'smsc', kind: 'SMPP', organisation: 'carrier-1', numbers: ['10086'] };
  expect(linksOfFile(fileWith({ links: [{ ...link, smpp }] }), cnPolicy).links).toMatchObject([{ name: 'smsc' }]);
  const wrong = fileWith({ links: [{ ...link, smpp: { ...smpp, port: 0 } }] });
  expect(() => linksOfFile(wrong, cnPolicy)).toThrow('links[0].smpp.port: must be ');
  expect(() => linksOfFile(fileWith({ links: [link] }), cnPolicy)).toThrow('links[0].smpp: must be an object');
});

test('the README’s example is one', () => {
  const example = /```json\n(\{\n {2}"textsPerMinuteMax".*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const filled = example.replaceAll('whsec_…', secret).replace('24 characters or more', kannel.pathSecret);
  const { links } = linksOfFile(fileWith(filled.replace('"…"', '"pass"')), cnPolicy);
  expect(links.map(({ name }) => name)).toEqual(['aggregator', 'kannel']);
});

test.for<[string, unknown, string]>([
  ['no JSON', '{"secret": whsec_', 'is not JSON'],
  ['a list', [], 'the file: must be an object'],
  ['no links', { links: [] }, 'links: must be a list of 1 to 16'],
  ['an unknown member', { links: [webhook], link: 1 }, 'link: is no setting of this'],
  ['an unknown kind', { links: [{ ...webhook, kind: 'FAX' }] }, 'links[0].kind: must be one of '],
  ['an unknown setting', { links: [{ ...webhook, urls: 1 }] }, 'links[0].urls: is no setting of this'],
  ['a name twice', { links: [webhook, { ...kannel, name: 'agg' }] }, 'links[1].name: must be another'],
  ['a name for paths', { links: [{ ...webhook, name: 'a/b' }] }, 'links[0].name: must be 1 to 32 of a-z'],
  [
    'a number of nobody',
    { links: [{ ...webhook, numbers: ['1'] }] },
    'links[0].numbers: must be a list of 1 to 32: numbers of the policy',
  ],
  ['http to elsewhere', { links: [{ ...webhook, url: 'http://agg.example/' }] }, 'links[0].url: must be an https URL'],
  [
    'a URL with a password',
    { links: [{ ...webhook, url: 'https://a:b@agg.example/' }] },
    'links[0].url: must be an https URL',
  ],
  ['a short secret', { links: [{ ...webhook, secret: 'whsec_AAAA' }] }, 'links[0].secret: must be `whsec_`'],
  [
    'three secrets',
    { links: [{ ...webhook, inboundSecrets: [secret, secret, secret] }] },
    'links[0].inboundSecrets: must be a list of 1 to 2',
  ],
  [
    'a password for headers',
    { links: [{ ...kannel, password: 'a\r\nb' }] },
    'links[0].password: must be printable ASCII',
  ],
  ['a path secret too short', { links: [{ ...kannel, pathSecret: 'short' }] }, 'links[0].pathSecret: must be 24 to 64'],
  [
    'a window too large',
    { links: [{ ...kannel, window: 0 }] },
    'links[0].window: must be a whole number from 1 to 200',
  ],
])('%s is refused by name, and no secret is told', ([, content, message]) => {
  const file = fileWith(content);
  expect(() => linksOfFile(file, cnPolicy)).toThrow(`SMS_LINKS: ${file}`);
  expect(() => linksOfFile(file, cnPolicy)).toThrow(message);
  expect(() => linksOfFile(file, cnPolicy)).not.toThrow(secret);
});

test('a file that others may read, or that is not there, is refused', () => {
  expect(() => linksOfFile(fileWith({ links: [webhook] }, 0o640), cnPolicy)).toThrow(
    /SMS_LINKS: .* \(mode 640\): chmod 600/,
  );
  expect(() => linksOfFile('/nowhere/links.json', cnPolicy)).toThrow(/SMS_LINKS: .* cannot be read \(ENOENT\)/);
});

test('a link acts as its carrier as that stands now', async () => {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const link = { name: 'agg', organisation: 'carrier-1', numbers: ['10086'] };
  const { takeText } = endsOf(registry, link, { info() {}, warn() {}, error() {} });
  const text = { from: '+8613800010000', to: '10086', text: 'KTFSR' };
  expect(await takeText({ ...text, messageId: '1' })).toMatchObject({ outcome: 'CHANGED' });
  const other = endsOf(registry, { ...link, name: 'other' }, { info() {}, warn() {}, error() {} });
  const status = (await other.takeText({ ...text, text: 'STATUS', messageId: '1' })).status;
  expect(status, 'the same id by another link is another text').toBe('RECEIVED');
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', status: 'SUSPENDED' });
  await expect(takeText({ ...text, messageId: '2' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await setOrganisation(registry, 'carrier-1', { role: 'BRAND' });
  await expect(takeText({ ...text, messageId: '3' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
