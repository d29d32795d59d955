import type { OrganisationDocument } from '../../core/organisation.ts';
import { type Block, blockOf, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { Directory } from '../../lookup/directory.ts';
import type { RecordStore } from '../../storage/remote-records.ts';
import { type Hmac, keyedHash } from '../access/keyed-hash.ts';
import { VisitorLimits } from '../access/visitor-limits.ts';
import { AskedBlocks } from './asked-blocks.ts';
import { openedCanary } from './canary-record.ts';
import { CanarySet } from './canary-set.ts';
import { type DoorSign, DoorWatch } from './door-watch.ts';
import { type AbuseKind, type Hits, NumberWatch } from './number-watch.ts';
import { ProbeMemory } from './probe-memory.ts';
import { QuotaDesk, type SharedUse } from './quota-desk.ts';
import { type AbuseSignal, SignalLog } from './signal-log.ts';

/** What a process keeps in memory to notice abuse; made once by whoever starts the registry. */
export interface AbuseDesk {
  readonly quotas: QuotaDesk;
  readonly probes: ProbeMemory;
  readonly visitors: VisitorLimits;
  /**
   * What looks at the numbers that an organisation gets answers about, good for one synchronous call. Told to the
   * operator, never seen in the answer.
   */
  watch(organisationId: string, now: EpochMs): Pick<NumberWatch, 'saw' | 'sawList'>;
  /** Notes that something of a kind was seen about a number. */
  note(organisationId: string, kind: AbuseKind, number: PhoneNumber, now: EpochMs): void;
  /** Counts what a stranger did at the subscribers' doors; from some measure on the operator is told. */
  seenAtDoor(sign: DoorSign, now: EpochMs): Promise<void>;
  /** Whether a number is a canary, as this process knows. */
  isCanary(number: PhoneNumber): boolean;
  /** Reads the canaries again: at once where they were changed. */
  readCanaries(): Promise<void>;
  /**
   * Tells the other processes what this one has counted, hears what they have, and writes the signals; resolves to
   * those of which the operator has not been told. To be called every `abuseSyncMs`.
   */
  sync(): Promise<readonly AbuseSignal[]>;
  /** The last `sync`, of a process that ever called it. */
  close(): Promise<void>;
}

/** So long may one process not know what another has counted. */
export const abuseSyncMs = 2_000;

export const canariesMax = 1_000;
/** Processes that counted something today, those that have ended included. */
const processesMax = 1_000;
const usualAskedBlocksMax = 32_768;
const blocksOfOneMax = 256;
const blocksOfOneMin = 16;
const watchedMax = 2_048;

export interface AbuseDeskParts {
  readonly store: RecordStore;
  readonly directory: Directory;
  readonly pepper: Uint8Array;
  readonly hmac?: Hmac;
  readonly demo: boolean;
  /** Of a process of which there is one at a time, again and again: it goes on with its counts. Made up where absent. */
  readonly processName?: string | undefined;
  /** Blocks of which it is known what was asked, of all organisations together: 1,250 bytes each; 32,768. */
  readonly askedBlocksMax?: number | undefined;
  readonly now: () => EpochMs;
}

export function abuseDesk(parts: AbuseDeskParts): AbuseDesk {
  const { store, now: clock, askedBlocksMax: blocksMax = usualAskedBlocksMax } = parts;
  const [seed = 0] = crypto.getRandomValues(new Int32Array(1));
  const quotas = new QuotaDesk(parts.demo);
  const signals = new SignalLog(store);
  const canaries = new Canaries(parts);
  const share = new UseShare(store, quotas, parts.processName ?? crypto.randomUUID());
  const doors = new DoorWatch();
  let day = -1;
  let watched = new Map<string, NumberWatch>();
  let all: Hits = { asked: 0, onRecord: 0 };
  let synced = false;

  function noticed(organisationId: string, kind: AbuseKind, block: Block, measure: number, now: EpochMs): void {
    const own = parts.directory.organisation(organisationId)?.document;
    if ((kind === 'CONSECUTIVE' || kind === 'WALK' || kind === 'COVERAGE') && servesBlock(own, block)) return;
    signals.note(organisationId, kind, block, measure, now);
    if (kind !== 'PROBING') quotas.slowDown(organisationId, now);
  }

  function watchOf(organisationId: string, now: EpochMs): NumberWatch {
    const today = Math.floor(now / dayMs);
    if (today !== day) {
      day = today;
      watched = new Map();
      all = { asked: 0, onRecord: 0 };
    }
    const known = watched.get(organisationId);
    if (known !== undefined) return known;
    for (const first of watched.keys()) if (watched.size >= watchedMax) watched.delete(first);
    const room = () => Math.max(blocksOfOneMin, Math.min(blocksOfOneMax, Math.floor(blocksMax / watched.size)));
    const notice = (kind: AbuseKind, block: Block, measure: number) =>
      noticed(organisationId, kind, block, measure, clock());
    const watch = new NumberWatch(new AskedBlocks(seed, room), all, (number) => canaries.has(number), notice);
    watched.set(organisationId, watch);
    return watch;
  }

  async function sync(): Promise<readonly AbuseSignal[]> {
    synced = true;
    const now = clock();
    await share.exchange(now);
    await canaries.read();
    return signals.write(now);
  }

  return {
    quotas,
    probes: new ProbeMemory(seed),
    visitors: new VisitorLimits(),
    watch: watchOf,
    note: (organisationId, kind, number, now) => noticed(organisationId, kind, blockOf(number), 1, now),
    async seenAtDoor(sign, now) {
      const id = await keyedHash(parts, 'door', `${sign.kind}\n${sign.subject}`);
      const notice = doors.saw(sign, id, now);
      if (notice !== undefined) signals.noteAtDoor(notice, now);
    },
    isCanary: (number) => canaries.has(number),
    readCanaries: () => canaries.read(),
    sync,
    async close() {
      if (synced) await sync();
    },
  };
}

/** A carrier knows its own lines; what it was ported since is not looked at here. */
function servesBlock(own: OrganisationDocument | undefined, block: Block): boolean {
  if (own?.role !== 'CARRIER') return false;
  const digits = String(numberAt(block, 0));
  return own.numberRanges.some((range) => digits.startsWith(range));
}

/** The canaries of the store, each opened once. */
class Canaries {
  readonly #parts: AbuseDeskParts;
  #opened = new Map<string, PhoneNumber | undefined>();
  #set: CanarySet = new CanarySet();

  constructor(parts: AbuseDeskParts) {
    this.#parts = parts;
  }

  has(number: PhoneNumber): boolean {
    return this.#set.has(number);
  }

  async read(): Promise<void> {
    const { store, now } = this.#parts;
    const records = store.shortRecords('CANARY', now(), canariesMax);
    if (records.length === this.#opened.size && records.every(({ id }) => this.#opened.has(id))) return;
    const opened = new Map<string, PhoneNumber | undefined>();
    for (const { id, body } of records) {
      opened.set(id, this.#opened.get(id) ?? (await openedCanary(this.#parts, body))?.phoneNumber);
    }
    this.#opened = opened;
    this.#set = new CanarySet([...opened.values()].filter((number) => number !== undefined));
  }
}

/** What this process has counted, in one record of its own, and what the others have, in theirs. */
class UseShare {
  readonly #store: RecordStore;
  readonly #quotas: QuotaDesk;
  readonly #id: string;
  #hasBegun: boolean = false;

  constructor(store: RecordStore, quotas: QuotaDesk, id: string) {
    this.#store = store;
    this.#quotas = quotas;
    this.#id = id;
  }

  async exchange(now: EpochMs): Promise<void> {
    const own = this.#store.shortRecord('QUOTA_USE', this.#id, now);
    if (!this.#hasBegun && own !== undefined) this.#quotas.resume(JSON.parse(own.body) as SharedUse, now);
    this.#hasBegun = true;
    const news = this.#quotas.news(now);
    if (news !== undefined) {
      const expected = own?.version ?? 0;
      const expiresAt = (Math.floor(now / dayMs) + 1) * dayMs;
      const put = { id: this.#id, expected, body: JSON.stringify(news), expiresAt, now };
      const isTold = await this.#store.putShortRecord({ kind: 'QUOTA_USE', ...put }).catch((error: unknown) => {
        this.#quotas.untold();
        throw error;
      });
      if (!isTold) this.#quotas.untold();
    }
    const others = this.#store.shortRecords('QUOTA_USE', now, processesMax).filter(({ id }) => id !== this.#id);
    this.#quotas.hear(
      others.map(({ body }) => JSON.parse(body) as SharedUse),
      now,
    );
  }
}
