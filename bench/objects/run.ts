import { cpus, release } from 'node:os';
import { putIntoReadme, writeResult } from '../results.ts';
import { type Country, countryLoad } from './country-model.ts';
import { fitted, predictedBatchMs } from './fit.ts';
import { type MovedRun, type ScaleRun, scaleRun } from './scale.ts';
import { countryTable, fitTable, scaleTable } from './tables.ts';

/**
 * `npm run bench:objects`: one registry in 1, 4 and 16 objects of numbers, all in one workerd on this machine, and what
 * a country would come to by what was measured. `BENCH_SHARDS`, `BENCH_NUMBERS`: other sizes, the first shards 1.
 */
const sizes = (process.env['BENCH_SHARDS'] ?? '1,4,16').split(',').map(Number);
const registered = Number(process.env['BENCH_NUMBERS'] ?? 4_000_000);

/** A country as large as the largest. What it asks is an assumption: India's billion messages a day, asked in three ways. */
const country: Country = {
  name: '1.7 billion numbers',
  numbers: 1_700_000_000,
  registeredShare: 0.5,
  lookupsPerDay: 200_000_000,
  batchRowsPerDay: 800_000_000,
  rowsPerBatch: 1_000,
  changesPerDay: 2_000_000,
  peak: 5,
};

const runs: ScaleRun[] = [];
for (const shards of sizes) {
  runs.push(await scaleRun(shards, registered));
  process.stderr.write(`${shards} shards measured\n`);
}
const [one, many] = [runs[0], runs.at(-1)] as [MovedRun, ScaleRun];
const measured = fitted(one, many);
const checked = runs.flatMap(({ shards, batches }) =>
  batches.map(({ rows, ms }) => ({ shards, rows, ms, predictedMs: predictedBatchMs(measured, shards, rows) })),
);
const loads = [32, 64, 128, 256, 512].map((shards) => countryLoad(country, measured, shards));
const machine = `${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}`;
const text = [
  `Machine: ${machine}; workerd as wrangler brings it, all objects in one process beside the load.`,
  scaleTable(runs),
  fitTable(checked),
  countryTable(country, measured, loads),
].join('\n\n');
writeResult('objects.md', `${text}\n`);
putIntoReadme('bench:objects', `${text}\n`);
process.stdout.write(`${text}\n`);
process.exit(0);
