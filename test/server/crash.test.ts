import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { recentRowsMax } from '../../src/storage/sql/block-writes.ts';
import { expectKeys, postUnlessCut, rotateOnce, signingKeys, startImport } from './crash-load.ts';
import { CrashLogs } from './crash-logs.ts';
import { CrashWrites, numbersPerBlock } from './crash-writes.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from './served-registry.ts';

/** Of all layouts together; more by `npm run test:crash`, and in what runs on a fresh machine. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2);
/** By how many logs the numbers are in. */
const layouts = [
  { logs: 1, rounds: Math.max(1, Math.ceil(rounds / 2)) },
  { logs: 3, rounds: Math.max(1, Math.floor(rounds / 2)) },
];
const killAfterMsMax = 1_200;

afterAll(endServers);

type Row = { readonly phoneNumber: string; readonly reason: string };

async function asked(server: ServedRegistry, token: string, phoneNumbers: readonly string[]) {
  const question = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', phoneNumbers };
  type Answer = { readonly results: readonly Row[]; readonly asOf: { readonly position: string } };
  const answer = await postUnlessCut<Answer>(server, '/v1/lookup/batch', token, question);
  if (answer !== undefined) expect(answer.results).toHaveLength(phoneNumbers.length);
  return answer;
}

/** Positions of the logs that the last answer named. */
async function askUntilCut(server: ServedRegistry, token: string, numbers: readonly string[]): Promise<string> {
  for (let seen = ''; ; ) {
    const answer = await asked(server, token, numbers);
    if (answer === undefined) return seen;
    seen = answer.asOf.position;
    await wait(20);
  }
}

async function reasonsOf(server: ServedRegistry, token: string, numbers: readonly string[]) {
  const answer = await asked(server, token, numbers);
  return new Map(answer?.results.map(({ phoneNumber, reason }) => [phoneNumber, reason]));
}

test.for(layouts)(
  '$rounds times killed at a random moment under load, it loses no acknowledged change and makes none twice: numbers in $logs log(s)',
  { timeout: 60_000 + rounds * 15_000 },
  async ({ logs, rounds: roundsHere }) => {
    const { dataDir, remove } = freshDataDir();
    onTestFinished(remove);
    const port = await freePort();
    const served = () => serve(dataDir, port, { environment: { DND_SHARDS: String(logs), LOG_LEVEL: 'error' } });
    const writes = new CrashWrites(logs);
    let server = await served();
    await writes.fill(server, await server.token('demo-carrier'));
    const filled = acknowledgedIn(writes);
    for (let round = 0; round < roundsHere; round++) {
      const carrier = await server.token('demo-carrier');
      const [operator, centre] = [await server.token('demo-operator'), await server.token('demo-call-centre')];
      const importing = startImport(dataDir, round);
      const rotating = rotateOnce(server, operator, await signingKeys(server, operator), killAfterMsMax);
      const writing = writes.untilCut(server, carrier, round);
      const asking = askUntilCut(server, centre, writes.oneOfEach());
      await wait(100 + Math.random() * killAfterMsMax);
      await Promise.all([server.kill(), importing.kill()]);
      const [seen, keys] = await Promise.all([asking, rotating, writing]);
      server = await served();
      const told = await CrashLogs.reading(dataDir, logs, async (read) => {
        read.expectReached(seen);
        return new Map([...writes.known.keys()].map((number) => [number, read.told(number)]));
      });
      writes.expectNothingLost(new Map([...told].map(([number, { made }]) => [number, made])));
      await expectKeys(server, operator, keys);
      await importing.expectWholeAfterwards();
      await CrashLogs.reading(dataDir, logs, (read) => read.expectSound(writes.known.keys()));
      // What the restarted server answers is what the logs say.
      for (const [number, reason] of await reasonsOf(server, centre, [...told.keys()])) {
        const isRefused = told.get(number)?.binding.includes('FIN_CREDIT/VOICE');
        expect(reason, number).toBe(isRefused ? 'CATEGORY_REFUSED' : 'DEFAULT');
      }
      const imported = await reasonsOf(server, centre, importing.numbers);
      expect([...imported].filter(([, reason]) => reason !== 'REFUSED')).toEqual([]);
    }
    expect(acknowledgedIn(writes)).toBeGreaterThan(filled + roundsHere);
    expect(numbersPerBlock).toBeGreaterThan(recentRowsMax);
    await CrashLogs.reading(dataDir, logs, async (read) => read.expectImagesRewritten());
    expect(await server.stop()).toBe(0);
  },
);

function acknowledgedIn({ known }: CrashWrites): number {
  return [...known.values()].reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}
