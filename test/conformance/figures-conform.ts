import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Country } from './country.ts';
import { endedReplay, latestPeriod } from './operations/regulator-operations.ts';
import { verified } from './receipts.ts';

interface Manifest {
  readonly signature: string;
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

/** Open figures, the regulator's, and what another law would change. */
export function describeFigures(country: () => Country): void {
  test('a release’s files are those that its signed manifest names, for everybody and for the regulator', async ({
    skip,
  }) => {
    const { lacks } = country().target;
    skip(lacks.RELEASES !== undefined, lacks.RELEASES);
    const period = await latestPeriod(country());
    for (const [ask, place] of [
      [country().nobody, '/v1/open-data/releases'],
      [country().regulator.ask, '/v1/statistics/releases'],
    ] as const) {
      const manifest = (await ask('GET', `${place}/${period}/manifest.json`)).body<Manifest>();
      expect(manifest.files.length).toBeGreaterThan(3);
      for (const { file, bytes, sha256 } of manifest.files) {
        const whole = await ask('GET', `${place}/latest/${file}`);
        expect([whole.bytes.length, createHash('sha256').update(whole.bytes).digest('hex')]).toEqual([bytes, sha256]);
      }
      const signed = await verified(country(), manifest.signature, 'dnd-release+jwt');
      expect(JSON.stringify(signed)).toContain(manifest.files[0]?.sha256 ?? 'none');
    }
  });

  test('a download goes on where it broke off, and what is known is not sent again', async ({ skip }) => {
    const { lacks } = country().target;
    skip(lacks.RELEASES !== undefined, lacks.RELEASES);
    const get = (headers: Readonly<Record<string, string>> = {}) =>
      country().nobody('GET', '/v1/open-data/releases/latest/figures.csv', { headers });
    const whole = await get();
    const etag = whole.headers.get('etag') ?? '';
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
    const rest = await get({ range: 'bytes=100-', 'if-range': etag });
    expect([rest.status, rest.text]).toEqual([206, whole.text.slice(100)]);
  });

  test('cells come in three forms, and no figure is there that the rule of disclosure hides', async ({ skip }) => {
    const { lacks } = country().target;
    skip(lacks.RELEASES !== undefined, lacks.RELEASES);
    const period = await latestPeriod(country());
    const query = `/v1/open-data/cells?measure=NUMBERS_REGISTERED&from=${period}`;
    const json = (await country().nobody('GET', query)).body<{ cells: readonly { value: number | null }[] }>();
    expect(json.cells.length).toBeGreaterThan(10);
    const small = json.cells.filter(({ value }) => value !== null && value > 0 && value < 10);
    expect(small).toEqual([]);
    const csv = await country().nobody('GET', `${query}&format=csv`);
    expect(csv.text.trim().split('\r\n')).toHaveLength(json.cells.length + 1);
    const parquet = await country().nobody('GET', `${query}&format=parquet`);
    expect(Buffer.from(parquet.bytes.slice(0, 4)).toString()).toBe('PAR1');
  });

  test('before there is any release the list is empty, and the latest is nowhere', async ({ skip }) => {
    const { lacks } = country().target;
    skip(lacks.RELEASES === undefined, 'there are releases here');
    expect((await country().nobody('GET', '/v1/open-data/releases')).body()).toEqual({ releases: [] });
    expect((await country().nobody('GET', '/v1/open-data/releases/latest/figures.csv')).status).toBe(404);
  });

  test('another law is tried on the whole register, says what would change, and is forgotten', async () => {
    const path = await endedReplay(country());
    const { regulator, operator } = country();
    const result = await regulator.ask('GET', `${path}/result`);
    expect(result.body()).toMatchObject({
      ...{ presentPolicyId: 'CN-2026.1', proposedPolicyId: 'CN-2027.1', minimumCellSize: 10 },
      position: expect.stringMatching(/^log:\d+(,log-\d+:\d+)*$/),
    });
    const { rows } = result.body<{ rows: readonly Readonly<Record<string, string>>[] }>();
    const changed = rows.filter(({ region, law }) => region === 'ALL' && law === 'CHANGED');
    expect(changed).toMatchObject([{ messageClass: 'PROMOTIONAL', category: 'FIN_CREDIT', channel: 'VOICE' }]);
    expect((await operator.ask('GET', path)).status).toBe(403);
    expect((await regulator.ask('DELETE', path)).status).toBe(204);
    expect((await regulator.ask('GET', `${path}/result`)).status).toBe(404);
  });
}
