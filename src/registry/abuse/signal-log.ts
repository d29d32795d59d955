import { type Block, numbersPerBlock } from '../../core/phone-number.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { Store } from '../../storage/store.ts';
import type { AbuseKind } from './number-watch.ts';

/** That an organisation did something of a kind on one day (UTC), and how much: no number, and never an answer. */
export interface AbuseSignal {
  readonly organisationId: string;
  readonly kind: AbuseKind;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** The most that was measured at once; of CANARY and PROBING all of them: see `abuseWords`. */
  readonly measure: number;
  /** Where it was measured: the first digits of a million numbers. */
  readonly block: string;
}

export const signalsKeptMs = 90 * dayMs;

/** Signals of this process until they are written, one for each organisation, kind and day. */
export class SignalLog {
  readonly #store: Store;
  readonly #unwritten = new Map<string, AbuseSignal>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** `adds`: the measure counts events, else it is a size of which the largest is kept. */
  note(organisationId: string, kind: AbuseKind, block: Block, measure: number, now: EpochMs, adds: boolean): void {
    const id = idOf(organisationId, kind, now);
    const fresh = { organisationId, kind, firstAt: now, lastAt: now, measure, block: maskedBlock(block) };
    this.#unwritten.set(id, merged(this.#unwritten.get(id), fresh, adds));
  }

  /** Writes what was noted; resolves to the signals that no process had written before. */
  async write(now: EpochMs): Promise<readonly AbuseSignal[]> {
    const fresh: AbuseSignal[] = [];
    for (const [id, signal] of [...this.#unwritten]) {
      this.#unwritten.delete(id);
      try {
        if (await this.#written(id, signal, now)) fresh.push(signal);
      } catch (error) {
        this.#unwritten.set(id, merged(signal, this.#unwritten.get(id), isCounted(signal.kind)));
        throw error;
      }
    }
    return fresh;
  }

  async #written(id: string, signal: AbuseSignal, now: EpochMs): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const known = this.#store.shortRecord('ABUSE_SIGNAL', id, now);
      const before = known === undefined ? undefined : (JSON.parse(known.body) as AbuseSignal);
      const body = JSON.stringify(merged(before, signal, isCounted(signal.kind)));
      const put = { id, expected: known?.version ?? 0, body, expiresAt: signal.firstAt + signalsKeptMs, now };
      if (await this.#store.putShortRecord({ kind: 'ABUSE_SIGNAL', ...put })) return known === undefined;
    }
    return false;
  }
}

const attemptsMax = 16;

/** Kinds whose measure is a number of questions. */
export function isCounted(kind: AbuseKind): boolean {
  return kind === 'CANARY' || kind === 'PROBING';
}

/** The latest day first, where records are read by id. */
function idOf(organisationId: string, kind: AbuseKind, now: EpochMs): string {
  return `${lastDay - Math.floor(now / dayMs)}/${organisationId}/${kind}`;
}

const lastDay = 99_999;

function merged(before: AbuseSignal | undefined, later: AbuseSignal | undefined, adds: boolean): AbuseSignal {
  if (before === undefined || later === undefined) return (before ?? later) as AbuseSignal;
  const larger = adds || later.measure > before.measure ? later : before;
  return {
    ...larger,
    firstAt: Math.min(before.firstAt, later.firstAt),
    lastAt: Math.max(before.lastAt, later.lastAt),
    measure: adds ? before.measure + later.measure : larger.measure,
  };
}

/** `+861380******`: the last six digits of what may be a person's are not shown. */
export function maskedBlock(block: Block): string {
  const digits = String(block * numbersPerBlock);
  const shown = Math.max(1, digits.length - 6);
  return `+${digits.slice(0, shown)}${'*'.repeat(digits.length - shown)}`;
}
