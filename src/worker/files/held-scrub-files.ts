import type { ResultWriter, ScrubFiles } from '../../registry/scrubs/scrub-desk.ts';
import { fileLimits } from './file-limits.ts';
import type { TurnGate } from './turn-gate.ts';

/** The same files for whoever runs jobs in turns: what is read waits at the gate now and then. */
export function heldScrubFiles(files: ScrubFiles, gate: TurnGate): ScrubFiles {
  const failed = (error: unknown): never => {
    throw gate.failure(error);
  };
  const writer = (results: ResultWriter): ResultWriter => ({
    write: (name, bytes) => results.write(name, bytes)?.catch(failed),
    sync: () => results.sync().catch(failed),
    close: () => results.close(),
  });
  return {
    create: (job, source) => files.create(job, source),
    job: (scrubId) => files.job(scrubId),
    jobs: () => files.jobs(),
    unended: () => files.unended(),
    state: (scrubId) => files.state(scrubId),
    storedBytes: (scrubId) => files.storedBytes(scrubId),
    addInput: (scrubId, offset, bytes) => files.addInput(scrubId, offset, bytes),
    completeInput: (scrubId) => files.completeInput(scrubId),
    input: (scrubId) => heldBytes(files.input(scrubId), gate),
    claim: (scrubId, what) => files.claim(scrubId, what),
    putRun: (scrubId, run) => files.putRun(scrubId, run),
    results: (scrubId, lengths) => writer(files.results(scrubId, lengths)),
    result: (scrubId, name, from, to) => heldBytes(files.result(scrubId, name, from, to), gate),
    putEnd: (scrubId, end) => files.putEnd(scrubId, end),
    cancel: (scrubId, at) => files.cancel(scrubId, at),
    dropBytes: (scrubId, what) => files.dropBytes(scrubId, what),
    remove: (scrubId) => files.remove(scrubId),
  };
}

async function* heldBytes(bytes: AsyncIterable<Uint8Array>, gate: TurnGate): AsyncGenerator<Uint8Array> {
  await gate.pass();
  let sinceTurn = 0;
  try {
    for await (const chunk of bytes) {
      yield chunk;
      sinceTurn += chunk.length;
      if (sinceTurn < fileLimits.yieldBytes) continue;
      sinceTurn = 0;
      await gate.pass();
    }
  } catch (error) {
    throw gate.failure(error);
  }
}
