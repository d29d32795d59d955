import { platformLimits } from '../../src/worker/platform-limits.ts';

/**
 * What a registry in Durable Objects comes to: memory, storage, requests and processor time of each object, what gives
 * way first, and what it costs. Measured figures come from `bench/worker-scale.ts`, limits and prices from the
 * platform's documentation; what a country does is an assumption, marked as one wherever it is printed.
 */

/** What was measured on this machine. Times are of a processor of this machine, which nobody says the platform has. */
export interface MeasuredObjects {
  /** Of the object that answers, each signed alone. */
  readonly lookupMs: number;
  /** Of the object that composes the batch: for each batch, and for each row of it. */
  readonly batchMs: number;
  readonly batchRowMs: number;
  /** Of a number object that is asked for a part of a batch: for each call, and for each row of it. */
  readonly partMs: number;
  readonly partRowMs: number;
  readonly changeMs: number;
  /** Of blocks in memory. */
  readonly memoryBytesPerNumber: number;
  readonly diskBytesPerNumber: number;
  readonly diskBytesPerChange: number;
  readonly rowsWrittenPerChange: number;
  /** From a stopped object to its first answer. */
  readonly coldStartMs: number;
}

/** What a country asks and changes. */
export interface Country {
  readonly name: string;
  readonly numbers: number;
  readonly registeredShare: number;
  readonly lookupsPerDay: number;
  readonly batchRowsPerDay: number;
  readonly rowsPerBatch: number;
  readonly changesPerDay: number;
  /** The busiest second, in means. */
  readonly peak: number;
}

/** Of the platform, for one object: developers.cloudflare.com, Durable Objects limits and Workers limits, 2026. */
export const objectLimits = {
  /** What of 128 MB we give to blocks: what does not fit is read from storage again. */
  blockBytes: platformLimits.blockCacheMb * 2 ** 20,
  storageBytes: 10e9,
  requestsPerSec: 1_000,
  /** One thread. */
  busyShare: 1,
} as const;
export type LimitName = keyof typeof objectLimits;

/** US dollars, Workers paid plan, what is included left out: Durable Objects, Workers and R2 pricing, 2026. */
const prices = {
  perObjectRequest: 0.15e-6,
  perGatewayRequest: 0.3e-6,
  perGbSec: 12.5e-6,
  perRowWritten: 1e-6,
  perGbMonth: 0.2,
} as const;

const daySec = 86_400;
const monthDays = 30;
const gbOfObject = 0.128;
export const yearsKept = 5;

/** What an object comes to, of all objects that hold numbers. */
export interface ObjectLoad {
  readonly numbers: number;
  readonly use: Readonly<Record<LimitName, number>>;
  /** The limit that is nearest, and how many times as much of everything would reach it. */
  readonly firstLimit: LimitName;
  readonly growthLeft: number;
  readonly changesPerDay: number;
}

export interface CountryLoad {
  readonly shards: number;
  readonly object: ObjectLoad;
  readonly coldStartMs: number;
  /** In all objects: blocks in memory. */
  readonly memoryBytes: number;
  readonly storageBytes: number;
  readonly dollarsPerMonth: Readonly<Record<'requests' | 'duration' | 'writes' | 'storage', number>>;
  readonly dollarsPerMillionLookups: number;
}

/** A country spread over so many objects of numbers, evenly: a number's object is a hash of its block. */
export function countryLoad(country: Country, measured: MeasuredObjects, shards: number): CountryLoad {
  const registered = country.numbers * country.registeredShare;
  const batchesPerSec = country.batchRowsPerDay / country.rowsPerBatch / daySec;
  const asked = shards === 1 ? 1 : objectsAsked(country.rowsPerBatch, shards);
  const perSec = {
    lookups: country.lookupsPerDay / daySec / shards,
    batches: batchesPerSec / shards,
    parts: (batchesPerSec * asked) / shards,
    partRows: country.batchRowsPerDay / daySec / shards,
    changes: country.changesPerDay / daySec / shards,
  };
  const busyMs =
    perSec.lookups * measured.lookupMs +
    perSec.batches * measured.batchMs +
    perSec.partRows * (measured.batchRowMs + measured.partRowMs) +
    perSec.parts * measured.partMs +
    perSec.changes * measured.changeMs;
  const changesKept = country.changesPerDay * 365 * yearsKept;
  const storageBytes = registered * measured.diskBytesPerNumber + changesKept * measured.diskBytesPerChange;
  const use = {
    blockBytes: (registered * measured.memoryBytesPerNumber) / shards,
    storageBytes: storageBytes / shards,
    requestsPerSec: country.peak * (perSec.lookups + perSec.batches + perSec.parts + perSec.changes),
    busyShare: (country.peak * busyMs) / 1_000,
  };
  const requestsPerSec = shards * (perSec.lookups + perSec.batches + perSec.parts + perSec.changes);
  return {
    shards,
    object: {
      numbers: country.numbers / shards,
      use,
      ...nearestLimit(use),
      changesPerDay: country.changesPerDay / shards,
    },
    coldStartMs: measured.coldStartMs,
    memoryBytes: use.blockBytes * shards,
    storageBytes,
    dollarsPerMonth: dollars(country, measured, shards, requestsPerSec, storageBytes),
    dollarsPerMillionLookups:
      1e6 * (prices.perGatewayRequest + prices.perObjectRequest + measured.lookupMs * durationPrice),
  };
}

/** An object that is always at work is paid for by the second, whatever it does: this is the share of a lookup alone. */
const durationPrice = (gbOfObject * prices.perGbSec) / 1_000;

/** Of so many objects, how many hold a row of a batch, where each row's block falls to any of them alike. */
export function objectsAsked(rows: number, shards: number): number {
  return shards * (1 - (1 - 1 / shards) ** rows);
}

function nearestLimit(use: Readonly<Record<LimitName, number>>): Pick<ObjectLoad, 'firstLimit' | 'growthLeft'> {
  const names = Object.keys(objectLimits) as LimitName[];
  const left = (name: LimitName) => objectLimits[name] / use[name];
  const [firstLimit = 'blockBytes'] = names.sort((a, b) => left(a) - left(b));
  return { firstLimit, growthLeft: left(firstLimit) };
}

/** Objects that are asked all the time never rest: each is paid for the whole month. */
function dollars(
  { lookupsPerDay, batchRowsPerDay, rowsPerBatch, changesPerDay }: Country,
  { rowsWrittenPerChange }: MeasuredObjects,
  shards: number,
  objectRequestsPerSec: number,
  storageBytes: number,
): CountryLoad['dollarsPerMonth'] {
  const gatewayRequests = (lookupsPerDay + batchRowsPerDay / rowsPerBatch + changesPerDay) * monthDays;
  return {
    requests:
      objectRequestsPerSec * daySec * monthDays * prices.perObjectRequest + gatewayRequests * prices.perGatewayRequest,
    duration: (shards + 1) * daySec * monthDays * gbOfObject * prices.perGbSec,
    writes: changesPerDay * monthDays * rowsWrittenPerChange * prices.perRowWritten,
    storage: (storageBytes / 1e9) * prices.perGbMonth,
  };
}
