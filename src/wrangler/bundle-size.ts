import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What the platform takes of a worker, gzip: the free plan 3 MB, the paid ones 10. */
const gzipBytesMax = 3 * 2 ** 20;

const bundle = readFileSync('dist/worker/bundle/worker.js');
const gzipBytes = gzipSync(bundle, { level: 9 }).length;
process.stdout.write(`dist/worker/bundle/worker.js: ${kilobytes(bundle.length)}, gzip ${kilobytes(gzipBytes)}\n`);
if (gzipBytes > gzipBytesMax) throw new Error(`the worker is larger than ${kilobytes(gzipBytesMax)}`);

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_024)} KiB`;
}
