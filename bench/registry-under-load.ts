import { numbersPerBlock } from '../src/core/phone-number.ts';
import { firstBlock } from './filled-folder.ts';
import type { Sent } from './load.ts';
import { freePort, type Peer, startPeer } from './processes.ts';
import { seededRandom, zipfRanks } from './random.ts';
import { tokenOf } from './token.ts';

export const tokens = 50;
/** Numbers asked about, drawn by Zipf's law, spread over the registered blocks and as many empty ones. */
export const askedNumbers = 10_000;

export interface RegistryUnderLoad extends Peer {
  /** Lookups of one connection: the same few thousand questions again and again. */
  repeated(connection: number): readonly Sent[];
  /** Lookups that nobody asked before: each names another planned time. */
  fresh(connection: number): readonly Sent[];
  /** Batches of `rows` numbers. */
  batches(rows: number): (connection: number) => readonly Sent[];
  /** Durable changes, one number each. */
  changes(connection: number): readonly Sent[];
}

const requestsPerConnection = 300;

/** Starts the built server on a folder and gets its tokens. */
export async function registryUnderLoad(dataDir: string): Promise<RegistryUnderLoad> {
  const port = await freePort();
  const environment = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' };
  const peer = await startPeer([process.execPath, 'dist/cli/dnd.js', 'serve'], environment);
  const asking: string[] = [];
  for (let index = 0; index < tokens; index++) asking.push(await tokenOf(peer.url, dataDir, 'demo-call-centre'));
  const carrier = await tokenOf(peer.url, dataDir, 'demo-carrier');
  return { ...peer, ...requestMakers(asking, carrier) };
}

function requestMakers(asking: readonly string[], carrier: string) {
  const random = seededRandom(7);
  const rank = zipfRanks(askedNumbers, random);
  const numberOf = (at: number) => `+${(firstBlock + (at % 200)) * numbersPerBlock + ((at * 7_919) % numbersPerBlock)}`;
  const tokenAt = () => asking[Math.floor(random() * asking.length)] as string;
  const question = (phoneNumber: string) => ({ phoneNumber, category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' });
  const lookup = (extra: object): Sent => post('/v1/lookup', tokenAt(), { ...question(numberOf(rank())), ...extra });
  const many = <T>(make: (index: number) => T, count = requestsPerConnection) =>
    Array.from({ length: count }, (_, i) => make(i));
  let distinct = 0;
  let changed = 0;

  const freshQuestion = () => {
    const plannedAt = new Date(Date.now() + 60_000 + distinct++).toISOString();
    return JSON.stringify({ ...question(numberOf(rank())), plannedAt });
  };
  const freshRegistration = () => {
    const phoneNumber = `+${(firstBlock + 1_000) * numbersPerBlock + changed++}`;
    const registrations = [{ phoneNumber, preferences: { base: 'REFUSE_ALL' } }];
    return JSON.stringify({ proof: 'MO_SMS', registrations });
  };

  return {
    repeated: () => many(() => lookup({})),
    fresh: () => many(() => ({ ...lookup({}), nextBody: freshQuestion }), 10),
    batches: (rows: number) => () =>
      many(() => {
        const phoneNumbers = Array.from({ length: rows }, () => numberOf(Math.floor(random() * askedNumbers)));
        return post('/v1/lookup/batch', tokenAt(), {
          category: 'FIN_CREDIT',
          channel: 'VOICE',
          sender: 'DEMO',
          phoneNumbers,
        });
      }, 10),
    changes: () => [{ ...post('/v1/registrations', carrier, {}), nextBody: freshRegistration }],
  };
}

function post(path: string, token: string, body: object): Sent {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}
