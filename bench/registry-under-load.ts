import { numbersPerBlock } from '../src/core/phone-number.ts';
import { firstBlock } from './filled-folder.ts';
import type { Sent } from './load.ts';
import { freePort, type Peer, startPeer } from './processes.ts';
import { seededRandom, zipfRanks } from './random.ts';
import { subscriberSessions } from './subscribers.ts';
import { tokenOf } from './token.ts';

export const tokens = 50;
/** Numbers asked about, drawn by Zipf's law, spread over the registered blocks and as many empty ones. */
export const askedNumbers = 10_000;

export interface RegistryUnderLoad extends Peer {
  /** They live ten minutes; requests made before hold the old ones. */
  renewTokens(): Promise<void>;
  /** Lookups of one connection: the same few thousand questions again and again. */
  repeated(connection: number): readonly Sent[];
  /** Lookups that nobody asked before: each names a planned time, and another number, up to six million. */
  fresh(connection: number): readonly Sent[];
  /** The same, of the receipt form SHARED. */
  shared(connection: number): readonly Sent[];
  /** Batches of `rows` numbers. */
  batches(rows: number): (connection: number) => readonly Sent[];
  /** Durable changes: subscribers of one connection, who refuse all and take it back again and again. */
  changes(connection: number): readonly Sent[];
  /** Those of all connections. */
  allChanges(): readonly Sent[];
}

const requestsPerConnection = 300;
const subscribers = 320;
const subscribersPerConnection = 10;
const filledBlocks: readonly number[] = Array.from({ length: 8 }, (_, at) => firstBlock + at);

/** Numbers of questions that nobody asked before: the registry answers three planned times for each in a day. */
const freshBlocks = 200;
const freshLines = freshBlocks * numbersPerBlock;

/** Starts the built server on a folder and gets its tokens. `blocks`: where the numbers of subscribers are. */
export async function registryUnderLoad(dataDir: string, blocks = filledBlocks): Promise<RegistryUnderLoad> {
  const sessions = await subscriberSessions(dataDir, subscribers, blocks);
  const port = await freePort();
  const environment = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' };
  const peer = await startPeer([process.execPath, 'dist/cli/dnd.js', 'serve'], environment);
  const held: Tokens = { asking: [] };
  const renewTokens = async () => {
    const asking: string[] = [];
    for (let index = 0; index < tokens; index++) asking.push(await tokenOf(peer.url, dataDir, 'demo-call-centre'));
    Object.assign(held, { asking });
  };
  await renewTokens();
  return { ...peer, renewTokens, ...requestMakers(held), ...changeMakers(sessions) };
}

interface Tokens {
  readonly asking: readonly string[];
}

function requestMakers(held: Tokens) {
  const random = seededRandom(7);
  const rank = zipfRanks(askedNumbers, random);
  const numberOf = (at: number) => `+${(firstBlock + (at % 200)) * numbersPerBlock + ((at * 7_919) % numbersPerBlock)}`;
  const tokenAt = () => held.asking[Math.floor(random() * held.asking.length)] as string;
  const question = (phoneNumber: string) => ({ phoneNumber, category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' });
  const lookup = (extra: object): Sent => post('/v1/lookup', tokenAt(), { ...question(numberOf(rank())), ...extra });
  const many = <T>(make: (index: number) => T, count = requestsPerConnection) =>
    Array.from({ length: count }, (_, i) => make(i));
  let distinct = 0;

  const begunAt = Date.now();
  const freshQuestion = (extra?: object) => {
    const line = (distinct * 7_919) % freshLines;
    const number = `+${(firstBlock + (line % freshBlocks)) * numbersPerBlock + Math.floor(line / freshBlocks)}`;
    const plannedAt = new Date(begunAt + 60_000 + Math.floor(distinct++ / freshLines)).toISOString();
    return JSON.stringify({ ...question(number), plannedAt, ...extra });
  };
  const sharedQuestion = () => freshQuestion({ receiptForm: 'SHARED' });

  return {
    repeated: () => many(() => lookup({})),
    fresh: () => many(() => ({ ...lookup({}), nextBody: freshQuestion }), 10),
    shared: () => many(() => ({ ...lookup({}), nextBody: sharedQuestion }), 10),
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
  };
}

function changeMakers(sessions: readonly string[]) {
  const all = sessions.map((token): Sent => {
    let times = 0;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'if-match': '*' };
    const nextBody = () => JSON.stringify({ base: times++ % 2 === 0 ? 'REFUSE_ALL' : 'LAW' });
    return { method: 'PUT', path: '/v1/subscriber/preferences', headers, body: '', nextBody };
  });
  return {
    allChanges: () => all,
    changes(connection: number): readonly Sent[] {
      const first = (connection * subscribersPerConnection) % sessions.length;
      return all.slice(first, first + subscribersPerConnection);
    },
  };
}

function post(path: string, token: string, body: object): Sent {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}
