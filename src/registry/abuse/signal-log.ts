import type { Block } from '../../core/phone-number.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { RecordStore } from '../../storage/remote-records.ts';
import type { DoorNotice } from './door-watch.ts';
import { maskedBlock } from './masked.ts';
import type { AbuseKind } from './number-watch.ts';
import { isCounted, type SignalKind } from './signal-kinds.ts';

/**
 * That an organisation, or a stranger at the subscribers' doors, did something of a kind on one day (UTC), and how
 * much: no number, no full address, and never an answer.
 */
export interface AbuseSignal {
  /** Whose doing it was; absent where nobody had to say who he is. */
  readonly organisationId?: string;
  /** Of a stranger's: the same for the same number or network. */
  readonly key?: string;
  readonly kind: SignalKind;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** The most that was measured at once; of what `isCounted` all of them: see `signalWords`. */
  readonly measure: number;
  /** Where it was measured: the first digits of a million numbers. */
  readonly block?: string;
  /** Where it came from: networks beside each other. */
  readonly network?: string;
}

export const signalsKeptMs = 90 * dayMs;

/** Signals of this process until they are written, one for each organisation or subject, kind and day. */
export class SignalLog {
  readonly #store: RecordStore;
  readonly #unwritten = new Map<string, AbuseSignal>();

  constructor(store: RecordStore) {
    this.#store = store;
  }

  note(organisationId: string, kind: AbuseKind, block: Block, measure: number, now: EpochMs): void {
    const signal = { organisationId, kind, firstAt: now, lastAt: now, measure, block: maskedBlock(block) };
    this.#note(idOf(organisationId, kind, now), signal);
  }

  noteAtDoor({ kind, key, shown, measure }: DoorNotice, now: EpochMs): void {
    this.#note(idOf(`${afterOrganisations}${key}`, kind, now), {
      ...shown,
      ...{ key, kind, firstAt: now, lastAt: now, measure },
    });
  }

  #note(id: string, signal: AbuseSignal): void {
    this.#unwritten.set(id, merged(this.#unwritten.get(id), signal));
  }

  /** Writes what was noted; resolves to the signals that no process had written before. */
  async write(now: EpochMs): Promise<readonly AbuseSignal[]> {
    const fresh: AbuseSignal[] = [];
    for (const [id, signal] of [...this.#unwritten]) {
      this.#unwritten.delete(id);
      try {
        if (await this.#written(id, signal, now)) fresh.push(signal);
      } catch (error) {
        this.#unwritten.set(id, merged(signal, this.#unwritten.get(id)));
        throw error;
      }
    }
    return fresh;
  }

  async #written(id: string, signal: AbuseSignal, now: EpochMs): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const known = this.#store.shortRecord('ABUSE_SIGNAL', id, now);
      const before = known === undefined ? undefined : (JSON.parse(known.body) as AbuseSignal);
      const body = JSON.stringify(merged(before, signal));
      const put = { id, expected: known?.version ?? 0, body, expiresAt: signal.firstAt + signalsKeptMs, now };
      if (await this.#store.putShortRecord({ kind: 'ABUSE_SIGNAL', ...put })) return known === undefined;
    }
    return false;
  }
}

const attemptsMax = 16;

/** The latest day first, where records are read by id. */
function idOf(whose: string, kind: SignalKind, now: EpochMs): string {
  return `${lastDay - Math.floor(now / dayMs)}/${whose}/${kind}`;
}

const lastDay = 99_999;
/** Above every letter of an id: a day's signals of organisations are read first, however many strangers there were. */
const afterOrganisations = '~';

function merged(before: AbuseSignal | undefined, later: AbuseSignal | undefined): AbuseSignal {
  if (before === undefined || later === undefined) return (before ?? later) as AbuseSignal;
  const adds = isCounted(later.kind);
  const larger = adds || later.measure > before.measure ? later : before;
  return {
    ...larger,
    firstAt: Math.min(before.firstAt, later.firstAt),
    lastAt: Math.max(before.lastAt, later.lastAt),
    measure: adds ? before.measure + later.measure : larger.measure,
  };
}
