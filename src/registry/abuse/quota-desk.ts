import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import { dayMs, type EpochMs, secondMs } from '../../core/time.ts';
import {
  type QuotaCall,
  type QuotaKind,
  quotaCount,
  quotaKinds,
  quotasInForce,
  quotasOfCall,
  windowOf,
} from './quota-table.ts';

/** What one process has counted, as it tells the others; counts in the order of `quotaKinds`. */
export interface SharedUse {
  readonly windows: readonly number[];
  readonly uses: Readonly<Record<string, readonly number[]>>;
  /** Organisations that are slowed down on the day. */
  readonly slowedDown: readonly string[];
}

/** One quota of an organisation, and what of it is used in the present window. */
export interface QuotaUse {
  readonly kind: QuotaKind;
  readonly max: number;
  readonly used: number;
  /** Until the window ends. */
  readonly resetSec: number;
}

/** The RateLimit header fields of an answer (draft-ietf-httpapi-ratelimit-headers-10). */
export type RateLimitHeaders = Readonly<Record<'ratelimit-policy' | 'ratelimit', string>>;

/**
 * Counts what organisations do against their quotas, in memory: some ten nanoseconds. What the other processes
 * count is added as often as they tell it: until then each may let through what is left. A crash forgets what was
 * not told yet, and no window outlasts its end, whatever the clock does.
 */
export class QuotaDesk {
  readonly #demo: boolean;
  readonly #organisations = new Map<string, Counted>();
  #hasNews: boolean = false;

  constructor(demo: boolean) {
    this.#demo = demo;
  }

  /** Counts against all quotas of the call, or against none: Fault QUOTA_EXCEEDED. */
  take(document: OrganisationDocument, call: QuotaCall, amount: number, now: EpochMs): void {
    const counted = this.#counted(document, now);
    const places = quotasOfCall[call];
    for (const place of places) {
      const max = counted.quotas[place] as number;
      if (counted.usedAt(place, now) + amount > max) throw exceeded(quotaKinds[place] as QuotaKind, max, amount, now);
    }
    for (const place of places) counted.own[place] = (counted.own[place] as number) + amount;
    this.#hasNews = true;
  }

  /** Of an organisation that was counted before: its document is not read again for it. */
  headers(organisationId: string, call: QuotaCall, now: EpochMs): RateLimitHeaders | undefined {
    const counted = this.#organisations.get(organisationId);
    if (counted === undefined || counted.quotas.length === 0) return undefined;
    const places = quotasOfCall[call];
    let tightest: number = places[0];
    let leastShare = 2;
    for (const place of places) {
      const share = 1 - counted.usedAt(place, now) / (counted.quotas[place] as number);
      if (share >= leastShare) continue;
      leastShare = share;
      tightest = place;
    }
    const left = Math.max(0, (counted.quotas[tightest] as number) - counted.usedAt(tightest, now));
    const kind = quotaKinds[tightest] as QuotaKind;
    return {
      'ratelimit-policy': counted.policies[call],
      ratelimit: `"${kind.header}";r=${left};t=${secondsLeft(kind, now)}`,
    };
  }

  uses(document: OrganisationDocument, now: EpochMs): readonly QuotaUse[] {
    const counted = this.#counted(document, now);
    return quotaKinds.map((kind, place) => ({
      kind,
      max: counted.quotas[place] as number,
      used: counted.usedAt(place, now),
      resetSec: secondsLeft(kind, now),
    }));
  }

  isSlowedDown(document: OrganisationDocument, now: EpochMs): boolean {
    return this.#counted(document, now).isSlowedDown;
  }

  /** Notes that an organisation is to be slowed down for the rest of the day, where its document says so. */
  slowDown(organisationId: string, now: EpochMs): void {
    this.#entry(organisationId).slowedOn = Math.floor(now / dayMs);
    this.#hasNews = true;
  }

  /** What was counted in the present windows; undefined where nothing came since it was asked for last. */
  news(now: EpochMs): SharedUse | undefined {
    if (!this.#hasNews) return undefined;
    this.#hasNews = false;
    const uses: Record<string, readonly number[]> = {};
    const slowedDown: string[] = [];
    for (const [organisationId, counted] of this.#organisations) {
      const own = quotaKinds.map((_, place) => counted.ownAt(place, now));
      const slowed = counted.slowedOn === Math.floor(now / dayMs);
      if (slowed) slowedDown.push(organisationId);
      if (own.some((used) => used > 0)) uses[organisationId] = own;
      else if (!slowed) this.#organisations.delete(organisationId);
    }
    return { windows: quotaKinds.map((kind) => windowOf(kind, now)), uses, slowedDown };
  }

  /** What was asked for last was not told after all. */
  untold(): void {
    this.#hasNews = true;
  }

  /** Goes on from what an earlier life of this process had counted. */
  resume({ windows, uses, slowedDown }: SharedUse, now: EpochMs): void {
    for (const [organisationId, used] of Object.entries(uses)) this.#entry(organisationId).addOwn(windows, used, now);
    if (windows[dayPlace] !== Math.floor(now / dayMs)) return;
    for (const id of slowedDown) this.slowDown(id, now);
  }

  /** Takes over what the other processes have counted. */
  hear(others: readonly SharedUse[], now: EpochMs): void {
    for (const counted of this.#organisations.values()) counted.forgetOthers();
    const today = Math.floor(now / dayMs);
    for (const { windows, uses, slowedDown } of others) {
      for (const [organisationId, used] of Object.entries(uses))
        this.#entry(organisationId).addOthers(windows, used, now);
      if (windows[dayPlace] === today) for (const id of slowedDown) this.#entry(id).slowedOn = today;
    }
  }

  #counted(document: OrganisationDocument, now: EpochMs): Counted {
    const counted = this.#entry(document.organisationId);
    counted.follow(document, this.#demo, now);
    return counted;
  }

  #entry(organisationId: string): Counted {
    const known = this.#organisations.get(organisationId);
    if (known !== undefined) return known;
    const counted = new Counted();
    this.#organisations.set(organisationId, counted);
    return counted;
  }
}

const dayPlace = quotaKinds.findIndex(({ windowMs }) => windowMs === dayMs);

type Policies = Record<QuotaCall, string>;

/** One organisation's counters. */
class Counted {
  readonly own: number[] = zeros();
  readonly #others: number[] = zeros();
  readonly #windows: number[] = zeros();
  quotas: readonly number[] = [];
  policies: Policies = { LOOKUP: '', BATCH: '', REGISTRATION: '', TOKEN: '' };
  /** Day (UTC, from 1970) on which it was found to walk. */
  slowedOn: number = -1;
  isSlowedDown: boolean = false;
  #document: OrganisationDocument | undefined;

  usedAt(place: number, now: EpochMs): number {
    this.#turn(place, now);
    return (this.own[place] as number) + (this.#others[place] as number);
  }

  ownAt(place: number, now: EpochMs): number {
    this.#turn(place, now);
    return this.own[place] as number;
  }

  follow(document: OrganisationDocument, demo: boolean, now: EpochMs): void {
    const slowed = document.abuseResponse === 'SLOW_DOWN' && this.slowedOn === Math.floor(now / dayMs);
    if (document === this.#document && slowed === this.isSlowedDown) return;
    this.#document = document;
    this.isSlowedDown = slowed;
    this.quotas = quotasInForce(document, demo, slowed);
    this.policies = policiesOf(this.quotas);
  }

  forgetOthers(): void {
    this.#others.fill(0);
  }

  addOthers(windows: readonly number[], used: readonly number[], now: EpochMs): void {
    this.#add(this.#others, windows, used, now);
  }

  addOwn(windows: readonly number[], used: readonly number[], now: EpochMs): void {
    this.#add(this.own, windows, used, now);
  }

  #add(counts: number[], windows: readonly number[], used: readonly number[], now: EpochMs): void {
    for (let place = 0; place < quotaCount; place++) {
      this.#turn(place, now);
      if (windows[place] === this.#windows[place]) counts[place] = (counts[place] ?? 0) + (used[place] ?? 0);
    }
  }

  /** Another window than the last, later or (the clock was set back) earlier, begins with nothing used. */
  #turn(place: number, now: EpochMs): void {
    const window = windowOf(quotaKinds[place] as QuotaKind, now);
    if (window === this.#windows[place]) return;
    this.#windows[place] = window;
    this.own[place] = 0;
    this.#others[place] = 0;
  }
}

function zeros(): number[] {
  return new Array<number>(quotaCount).fill(0);
}

function policiesOf(quotas: readonly number[]): Policies {
  const policy = (call: QuotaCall) =>
    quotasOfCall[call]
      .map((place) => {
        const { header, windowMs } = quotaKinds[place] as QuotaKind;
        return `"${header}";q=${quotas[place]};w=${windowMs / secondMs}`;
      })
      .join(', ');
  return {
    LOOKUP: policy('LOOKUP'),
    BATCH: policy('BATCH'),
    REGISTRATION: policy('REGISTRATION'),
    TOKEN: policy('TOKEN'),
  };
}

function secondsLeft({ windowMs }: QuotaKind, now: EpochMs): number {
  return Math.ceil((windowMs - (now % windowMs)) / secondMs);
}

function exceeded(kind: QuotaKind, max: number, amount: number, now: EpochMs): Fault {
  const { name, unit, windowMs } = kind;
  const words =
    amount > max ? `the request is larger than the whole quota of ${unit}` : `the quota of ${unit} is used up`;
  return new Fault('QUOTA_EXCEEDED', words, {
    field: 'header:Authorization',
    limit: `${name}: at most ${max} in ${windowMs / secondMs} seconds`,
    retryAfterSec: secondsLeft(kind, now),
  });
}
