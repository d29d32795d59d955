import { Fault } from '../../core/fault.ts';
import { type EpochMs, hourMs, minuteMs, secondMs } from '../../core/time.ts';
import { clientNetwork, type RateLimit } from './rate-limit.ts';

/** What those are held to who have not shown who they are, by the network they come from. */
export const visitorLimits = {
  failedTokens: {
    name: 'token failures address',
    max: 120,
    windowMs: minuteMs,
    reason: 'a client that is in order never fails; what fails costs a verification of a signature',
  },
  knownClientTokens: {
    name: 'token known client',
    max: 60,
    windowMs: minuteMs,
    reason: 'who got a token from that network before goes on, whatever others there do',
  },
  verification: {
    name: 'receipt address',
    max: 1_200,
    windowMs: minuteMs,
    reason: 'a unit for each receipt and each 64 KB; any JOSE library does the same without asking',
  },
  ownVerification: {
    name: 'receipt organisation',
    max: 12_000,
    windowMs: minuteMs,
    reason: 'who shows a token is not counted with strangers of the same network',
  },
  openData: {
    name: 'open data address',
    max: 240,
    windowMs: minuteMs,
    reason: 'four years of releases with all their files; what is asked for first is made, which takes 200 ms',
  },
} as const satisfies Record<string, RateLimit>;

/** Networks and clients remembered; of more, those that came first are forgotten: nobody is kept out by it. */
const rememberedMax = 20_000;
/** How long a client that got a token somewhere counts as known there. */
const knownForMs = 24 * hourMs;

/**
 * Counts in the memory of one process: a stranger must not be able to make the registry write. What nobody knows the
 * address of is not counted.
 */
export class VisitorLimits {
  readonly #counts = new Map<string, { readonly window: number; used: number }>();
  readonly #known = new Map<string, EpochMs>();

  /**
   * Lets a request for a token go on. A network from which many failed is closed for the rest of the minute, but to
   * clients that got a token there before: who shares an address with an attacker is not locked out by him.
   */
  requireTokenRoom(address: string | undefined, clientId: string | undefined, now: EpochMs): void {
    if (address === undefined) return;
    const network = clientNetwork(address);
    const { failedTokens, knownClientTokens } = visitorLimits;
    if (this.#used(failedTokens, network, now) < failedTokens.max) return;
    if (clientId === undefined || !this.#isKnown(network, clientId, now)) throw tooMany(failedTokens, now);
    this.#require(knownClientTokens, `${network}\n${clientId}`, 1, now);
  }

  tokenFailed(address: string | undefined, now: EpochMs): void {
    if (address !== undefined) this.#add(visitorLimits.failedTokens, clientNetwork(address), 1, now);
  }

  tokenGranted(address: string | undefined, clientId: string, now: EpochMs): void {
    if (address !== undefined) renew(this.#known, `${clientNetwork(address)}\n${clientId}`, now);
  }

  /** Fault TOO_MANY_REQUESTS; `organisationId` of who has shown who he is. */
  requireVerificationRoom(
    address: string | undefined,
    organisationId: string | undefined,
    bytes: number,
    now: EpochMs,
  ): void {
    const units = 1 + Math.floor(bytes / unitBytes);
    if (organisationId !== undefined) this.#require(visitorLimits.ownVerification, organisationId, units, now);
    else if (address !== undefined) this.#require(visitorLimits.verification, clientNetwork(address), units, now);
  }

  /** Fault TOO_MANY_REQUESTS. */
  requireOpenDataRoom(address: string | undefined, now: EpochMs): void {
    if (address !== undefined) this.#require(visitorLimits.openData, clientNetwork(address), 1, now);
  }

  /** For an answer of so many cells, besides the request itself. Fault TOO_MANY_REQUESTS. */
  requireOpenCellsRoom(address: string | undefined, cells: number, now: EpochMs): void {
    const units = Math.floor(cells / unitCells);
    if (address !== undefined) this.#require(visitorLimits.openData, clientNetwork(address), units, now);
  }

  #require(limit: RateLimit, subject: string, units: number, now: EpochMs): void {
    if (this.#used(limit, subject, now) + units > limit.max) throw tooMany(limit, now);
    this.#add(limit, subject, units, now);
  }

  #used(limit: RateLimit, subject: string, now: EpochMs): number {
    const count = this.#counts.get(keyOf(limit, subject));
    return count?.window === windowOf(limit, now) ? count.used : 0;
  }

  #add(limit: RateLimit, subject: string, units: number, now: EpochMs): void {
    const key = keyOf(limit, subject);
    const count = this.#counts.get(key);
    const window = windowOf(limit, now);
    if (count?.window === window) count.used += units;
    else renew(this.#counts, key, { window, used: units });
  }

  #isKnown(network: string, clientId: string, now: EpochMs): boolean {
    const at = this.#known.get(`${network}\n${clientId}`);
    return at !== undefined && Math.abs(now - at) <= knownForMs;
  }
}

const unitBytes = 65_536;
/** Some 15 ms of work. */
const unitCells = 5_000;

function keyOf({ name }: RateLimit, subject: string): string {
  return `${name}\n${subject}`;
}

function windowOf({ windowMs }: RateLimit, now: EpochMs): number {
  return Math.floor(now / windowMs);
}

/** Sets an entry as the youngest, and forgets the oldest beyond the bound. */
function renew<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key);
  entries.set(key, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= rememberedMax) return;
    entries.delete(oldest);
  }
}

function tooMany({ max, windowMs }: RateLimit, now: EpochMs): Fault {
  return new Fault('TOO_MANY_REQUESTS', 'too much came from this network, or this client', {
    field: 'client',
    limit: `at most ${max} in ${windowMs / secondMs} seconds`,
    retryAfterSec: Math.ceil((windowMs - (now % windowMs)) / secondMs),
  });
}
