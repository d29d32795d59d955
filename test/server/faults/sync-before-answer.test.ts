import { join } from 'node:path';
import { expect, test } from 'vitest';
import { servedThroughout } from '../served-registry.ts';
import { numbersFrom, post } from './client.ts';
import { straceMissing, type TracedCall, tracedCalls, whileTraced } from './traced.ts';

const missing = straceMissing();
const server = await servedThroughout();

const clients = 8;
const changesPerClient = 12;

/** A change whose name stands in its page of the log, as its agent, and in its answer, as its reference. */
async function namedChange(token: string, name: string, phoneNumber: string): Promise<void> {
  const registration = { phoneNumber, reference: name, preferences: { base: 'REFUSE_ALL', cells: [] } };
  const body = { proof: 'MO_SMS', agent: name, registrations: [registration] };
  expect((await post(server, '/v1/registrations', token, body)).status).toBe(200);
}

test.skipIf(missing !== undefined)(
  `between the write of a group and its answer stands a sync of the write-ahead log that has ended${missing === undefined ? '' : ` (not shown: ${missing})`}`,
  async () => {
    const token = await server.token('demo-carrier');
    const trace = join(server.dataDir, 'trace');
    const calls = ['--trace=pwrite64,pwritev,fsync,fdatasync,write,writev,sendto,sendmsg', '-y', '-s', '8192'];
    const names: string[] = [];
    await whileTraced(server.pid, trace, calls, async () => {
      const client = async (index: number) => {
        for (const [turn, number] of numbersFrom(index * 10_000, changesPerClient).entries()) {
          const name = `change-${index}-${turn}-end`;
          names.push(name);
          await namedChange(token, name, number);
        }
      };
      await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
    });
    const seen = tracedCalls(trace);
    expect(names).toHaveLength(clients * changesPerClient);
    expect(names.map((name) => [name, orderOf(seen, name)])).toEqual(
      names.map((name) => [name, 'WRITTEN, SYNCED, ANSWERED']),
    );
  },
  60_000,
);

/** What happened to a change, in the words of the one good order. */
function orderOf(calls: readonly TracedCall[], name: string): string {
  const written = calls.findIndex((call) => ofLog(call, /^pwrite/) && call.text.includes(name));
  const answered = calls.find(
    (call) => call.text.includes('HTTP/1.1 200') && call.text.includes(`reference\\":\\"${name}`),
  );
  if (written === -1) return 'NOT WRITTEN';
  if (answered === undefined) return 'NOT ANSWERED';
  const { thread } = calls[written] as TracedCall;
  const synced = calls.slice(written).find((call) => call.thread === thread && ofLog(call, /^f(?:data)?sync$/));
  if (synced === undefined || synced.result !== '0') return 'NOT SYNCED';
  return synced.until < answered.from ? 'WRITTEN, SYNCED, ANSWERED' : 'ANSWERED BEFORE THE SYNC ENDED';
}

function ofLog({ name, text }: TracedCall, names: RegExp): boolean {
  return names.test(name) && text.includes('registry.sqlite-wal>');
}
