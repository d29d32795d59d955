import { localDate, offsetSpan } from '../core/local-time.ts';
import type { CategoryId, ChannelId, LocalDate, ZoneId } from '../core/policy.ts';
import { timeClassesMs, timeClassOf } from '../core/statistics/time-classes.ts';
import {
  answerTimeKey,
  type Call,
  type EnquiryOutcome,
  enquiryKey,
  organisationKey,
  propagationTimeKey,
  type TimedOperation,
  timedOperations,
} from '../core/statistics/use-keys.ts';
import { dayMs, type EpochMs } from '../core/time.ts';
import type { Store } from '../storage/store.ts';
import type { OrganisationActor } from './access/actor.ts';

/**
 * Counters of how the registry is used (`core/statistics/use-keys.ts`): all that it keeps of lookups (the receipts, kept
 * by the senders, are the audit trail). Gathered in memory and written by `flush`; a crash loses what was counted
 * since the last one, and where one fails the next one tries again. Several processes on one store add up.
 */
export interface UseCounts {
  /** The day of the country's calendar by which is counted. */
  dayOf(at: EpochMs): LocalDate;
  add(key: string, count: number): void;
  /** Numbers asked about and what was answered. */
  asked(asked: Asked, outcome: EnquiryOutcome, numbers: number): void;
  /** Milliseconds from a request's arrival to its answer; `PROPAGATION`: of so many changes, until the store has them. */
  took(what: Timed, ms: number, times?: number): void;
  flush(): Promise<void>;
}

export type Timed = TimedOperation | 'PROPAGATION';

export interface Asked {
  readonly call: Call;
  readonly asker: Pick<OrganisationActor, 'organisationId' | 'role'>;
  readonly category: CategoryId;
  readonly channel: ChannelId;
  readonly at: EpochMs;
  /** An answer that was given before and was given again. */
  readonly isReused?: boolean;
}

export interface UseCountsParts {
  readonly store: Pick<Store, 'addCounts'>;
  /** First of the policy's default zones. */
  readonly zone: ZoneId | undefined;
  readonly now: () => EpochMs;
}

export function useCounts({ store, zone = 'UTC', now }: UseCountsParts): UseCounts {
  const enquiries = new EnquiryCounts();
  const times = new TimeCounts();
  const dayOf = daysOf(zone);
  let gathered = new Map<string, number>();
  const add = (key: string, count: number) => void gathered.set(key, (gathered.get(key) ?? 0) + count);
  return {
    dayOf,
    add,
    asked: (asked, outcome, numbers) => enquiries.add(dayOf(asked.at), asked, outcome, numbers),
    took: (what, ms, count = 1) => times.add(what, ms, count),
    async flush() {
      enquiries.drain(add);
      times.drain(dayOf(now()), add);
      if (gathered.size === 0) return;
      const counts = [...gathered].map(([key, count]) => ({ key, count }));
      gathered = new Map();
      try {
        await store.addCounts(counts);
      } catch (error) {
        for (const { key, count } of counts) add(key, count);
        throw error;
      }
    },
  };
}

/** Asked on every lookup, so the last day is remembered, as far as the clock runs at one distance from UTC. */
function daysOf(zone: ZoneId): UseCounts['dayOf'] {
  let last = { from: 0, until: 0, day: '' };
  return (at) => {
    if (at >= last.from && at < last.until) return last.day;
    const { offsetMs, from, until } = offsetSpan(zone, at);
    const midnight = Math.floor((at + offsetMs) / dayMs) * dayMs - offsetMs;
    last = { from: Math.max(from, midnight), until: Math.min(until, midnight + dayMs), day: localDate(zone, at) };
    return last.day;
  };
}

interface EnquiryCell extends Omit<Asked, 'at'> {
  readonly day: LocalDate;
  readonly outcome: EnquiryOutcome;
  numbers: number;
}

type Add = UseCounts['add'];

/**
 * Each enquiry is counted once, and both kinds of counters are made of it when they are written. A list for each
 * organisation and category: some entries long, where a name made of all parts would cost more than the search.
 */
class EnquiryCounts {
  #cells = new Map<string, Map<CategoryId, EnquiryCell[]>>();

  add(day: LocalDate, asked: Asked, outcome: EnquiryOutcome, numbers: number): void {
    const cells = this.#cellsOf(asked);
    for (const cell of cells) {
      if (!isOf(cell, day, asked, outcome)) continue;
      cell.numbers += numbers;
      return;
    }
    const { call, asker, category, channel, isReused = false } = asked;
    cells.push({ day, call, asker, category, channel, outcome, isReused, numbers });
  }

  drain(add: Add): void {
    for (const ofOrganisation of this.#cells.values()) {
      for (const { asker, isReused, numbers, ...cell } of [...ofOrganisation.values()].flat()) {
        const { organisationId, role } = asker;
        add(
          organisationKey({ ...cell, organisationId, outcome: isReused === true ? 'REUSED' : cell.outcome }),
          numbers,
        );
        add(enquiryKey({ ...cell, role }), numbers);
      }
    }
    this.#cells = new Map();
  }

  #cellsOf({ asker, category }: Asked): EnquiryCell[] {
    let ofOrganisation = this.#cells.get(asker.organisationId);
    if (ofOrganisation === undefined) {
      ofOrganisation = new Map();
      this.#cells.set(asker.organisationId, ofOrganisation);
    }
    let cells = ofOrganisation.get(category);
    if (cells === undefined) {
      cells = [];
      ofOrganisation.set(category, cells);
    }
    return cells;
  }
}

function isOf(cell: EnquiryCell, day: LocalDate, asked: Asked, outcome: EnquiryOutcome): boolean {
  return (
    cell.outcome === outcome &&
    cell.channel === asked.channel &&
    cell.isReused === (asked.isReused === true) &&
    cell.call === asked.call &&
    cell.day === day
  );
}

class TimeCounts {
  readonly #counts = new Map<Timed, Float64Array>(
    [...timedOperations, 'PROPAGATION' as const].map((what) => [what, new Float64Array(timeClassesMs.length)]),
  );

  add(what: Timed, ms: number, times: number): void {
    const counts = this.#counts.get(what);
    const place = timeClassOf(ms);
    if (counts !== undefined) counts[place] = (counts[place] ?? 0) + times;
  }

  /** What was timed since the last flush counts to the day of this one. */
  drain(day: LocalDate, add: Add): void {
    for (const [what, counts] of this.#counts) {
      for (const [place, count] of counts.entries()) {
        const classMs = timeClassesMs[place] ?? 0;
        if (count === 0) continue;
        add(what === 'PROPAGATION' ? propagationTimeKey(day, classMs) : answerTimeKey(day, what, classMs), count);
      }
      counts.fill(0);
    }
  }
}
