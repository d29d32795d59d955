import { type MeasuredObjects, objectsAsked } from './country-model.ts';
import type { BatchRun, MovedRun, ScaleRun } from './scale.ts';

/**
 * The model's figures from a run with one object and one with many. A batch costs so much for itself and for each row,
 * and, where its rows lie in other objects, so much for each object asked and for each row that it answers.
 */
export function fitted(one: MovedRun, many: ScaleRun): MeasuredObjects {
  const [shortOne, longOne] = one.batches as [BatchRun, BatchRun];
  const [shortMany, longMany] = many.batches as [BatchRun, BatchRun];
  const rows = longOne.rows - shortOne.rows;
  const batchRowMs = (longOne.ms - shortOne.ms) / rows;
  const [shortMore, longMore] = [shortMany.ms - shortOne.ms, longMany.ms - longOne.ms];
  const [shortAsked, longAsked] = [shortMany, longMany].map((run) => objectsAsked(run.rows, many.shards)) as [
    number,
    number,
  ];
  // Two equations: more = asked * part + rows * partRow.
  const determinant = shortAsked * longMany.rows - longAsked * shortMany.rows;
  return {
    lookupMs: many.lookupMs,
    batchMs: Math.max(0, shortOne.ms - shortOne.rows * batchRowMs),
    batchRowMs,
    partMs: Math.max(0, (shortMore * longMany.rows - longMore * shortMany.rows) / determinant),
    partRowMs: Math.max(0, (shortAsked * longMore - longAsked * shortMore) / determinant),
    changeMs: many.changeMs,
    memoryBytesPerNumber: one.blockBytesPerNumber,
    diskBytesPerNumber: many.storageBytesFilled / many.registered,
    // Of many objects, most of it would be their write-ahead logs, of some megabytes each.
    diskBytesPerChange: one.storageBytesPerChange,
    rowsWrittenPerChange,
    coldStartMs: many.coldMs,
  };
}

/** An entry, its place among the recent, its share of the journal of counters, and the index by number (SQL of a change). */
const rowsWrittenPerChange = 4;

/** Blocks, and the answers that are kept. */
export function heapGrown({ heapBefore, heapAfter }: ScaleRun): number {
  return heapAfter.heapBytes + heapAfter.buffersBytes - heapBefore.heapBytes - heapBefore.buffersBytes;
}

export function predictedBatchMs(measured: MeasuredObjects, shards: number, rows: number): number {
  const { batchMs, batchRowMs, partMs, partRowMs } = measured;
  const own = batchMs + rows * batchRowMs;
  return shards === 1 ? own : own + objectsAsked(rows, shards) * partMs + rows * partRowMs;
}
