import type { Country, CountryLoad, LimitName, MeasuredObjects } from './country-model.ts';
import { yearsKept } from './country-model.ts';
import { heapGrown } from './fit.ts';
import type { ScaleRun } from './scale.ts';

export function scaleTable(runs: readonly ScaleRun[]): string {
  const [registered = 0] = runs.map((run) => run.registered);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const rows: readonly (readonly [string, (run: ScaleRun) => string])[] = [
    ['numbers filled a second', ({ fillPerSec }) => whole(fillPerSec)],
    ['lookups a second, each signed alone', ({ lookupsPerSec }) => whole(lookupsPerSec)],
    ['processor time of a lookup, gateway and object, ms', ({ lookupMs }) => lookupMs.toFixed(2)],
    ['99 % of lookups within, at that rate, ms', ({ lookupP99Ms }) => whole(lookupP99Ms)],
    ['processor time of a batch of 100, ms', ({ batches }) => (batches[0]?.ms ?? 0).toFixed(2)],
    ['processor time of a batch of 1,000, ms', ({ batches }) => (batches[1]?.ms ?? 0).toFixed(2)],
    ['processor time of a change, in registrations of 50, ms', ({ changeMs }) => changeMs.toFixed(2)],
    [
      'a change of the directory, until all objects have it, ms',
      ({ directoryChangeMs }) => directoryChangeMs.toFixed(1),
    ],
    ['memory of all objects before, MB', ({ heapBefore }) => megabytes(heapBefore.heapBytes + heapBefore.buffersBytes)],
    ['grown by, once all blocks were asked about, MB', (run) => megabytes(heapGrown(run))],
    ['storage of a registered number, bytes', (run) => (run.storageBytesFilled / run.registered).toFixed(1)],
    ['storage of a change, bytes', ({ storageBytesPerChange }) => whole(storageBytesPerChange)],
    ['first answer of an object, ms', ({ coldMs }) => coldMs.toFixed(0)],
    ['the second, ms', ({ warmMs }) => warmMs.toFixed(1)],
  ];
  return [
    `Measured with ${whole(registered)} numbers, 32 connections, by objects of numbers (1: the directory has them):`,
    '',
    table(
      ['', ...runs.map(({ shards }) => String(shards))],
      rows.map(([what, of]) => [what, ...runs.map(of)]),
    ),
  ].join('\n');
}

export interface CheckedBatch {
  readonly shards: number;
  readonly rows: number;
  readonly ms: number;
  readonly predictedMs: number;
}

/** The model is made of the first and the last of the runs: what lies between them checks it. */
export function fitTable(checked: readonly CheckedBatch[]): string {
  return [
    'The model beside what was measured (made of the first and the last; those between check it), ms of a batch:',
    '',
    table(
      ['objects', 'rows', 'measured', 'model'],
      checked.map(({ shards, rows, ms, predictedMs }) => [
        ...[String(shards), whole(rows), ms.toFixed(2), predictedMs.toFixed(2)],
      ]),
    ),
  ].join('\n');
}

const limitWords: Readonly<Record<LimitName, string>> = {
  blockBytes: 'memory for blocks',
  storageBytes: 'storage',
  requestsPerSec: 'requests',
  busyShare: 'processor',
};

export function countryTable(
  country: Country,
  { lookupMs, coldStartMs }: MeasuredObjects,
  loads: readonly CountryLoad[],
): string {
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2);
  const rows: readonly (readonly [string, (load: CountryLoad) => string])[] = [
    ['numbers an object', ({ object }) => whole(object.numbers)],
    [
      'blocks in memory, of the 24 MB that an object gives them',
      ({ object }) => `${(object.use.blockBytes / 1e6).toFixed(1)} MB`,
    ],
    [
      `storage an object after ${yearsKept} years, of 10 GB`,
      ({ object }) => `${gigabytes(object.use.storageBytes)} GB`,
    ],
    ['requests a second an object at the peak, of 1,000', ({ object }) => whole(object.use.requestsPerSec)],
    ['share of its one thread at the peak', ({ object }) => `${(object.use.busyShare * 100).toFixed(0)} %`],
    ['changes a day an object', ({ object }) => whole(object.changesPerDay)],
    [
      'gives way first, at so many times as much',
      ({ object }) => `${limitWords[object.firstLimit]}, ${object.growthLeft.toFixed(1)}`,
    ],
    ['blocks in memory, all objects', ({ memoryBytes }) => `${gigabytes(memoryBytes)} GB`],
    ['US dollars a month: requests', ({ dollarsPerMonth }) => whole(dollarsPerMonth.requests)],
    ['objects that never rest', ({ dollarsPerMonth }) => whole(dollarsPerMonth.duration)],
    ['rows written', ({ dollarsPerMonth }) => whole(dollarsPerMonth.writes)],
    ['storage', ({ dollarsPerMonth }) => whole(dollarsPerMonth.storage)],
  ];
  const { numbers, registeredShare, lookupsPerDay, batchRowsPerDay, rowsPerBatch, changesPerDay, peak } = country;
  return [
    `Estimated for ${country.name}, by objects of numbers. Assumed: ${registeredShare * 100} % of ${whole(numbers)} registered, ${whole(lookupsPerDay)} lookups, ${whole(batchRowsPerDay)} rows in batches of ${whole(rowsPerBatch)} and ${whole(changesPerDay)} changes a day, peaks of ${peak} times the mean; this machine's processor time; list prices of 2026 without what a plan includes. A million lookups cost ${(loads[0]?.dollarsPerMillionLookups ?? 0).toFixed(2)} dollars (${lookupMs.toFixed(2)} ms each), an object that slept answers after ${coldStartMs.toFixed(0)} ms:`,
    '',
    table(
      ['', ...loads.map(({ shards }) => String(shards))],
      rows.map(([what, of]) => [what, ...loads.map(of)]),
    ),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
