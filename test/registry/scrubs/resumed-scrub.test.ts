import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScrubCheckpoint } from '../../../src/registry/scrubs/scrub-job.ts';
import {
  CheckpointMismatch,
  type ScrubQuestion,
  ScrubSuspended,
  scrubList,
} from '../../../src/registry/scrubs/scrub-list.ts';
import { nodeScrubTools } from '../../../src/runtime/scrub-tools.ts';
import type { OutputName } from '../../../src/scrub/row-output.ts';
import { type ScrubRegistry, scrubRegistry } from './scrub-registry.ts';
import { callTerms } from './scrubbed.ts';

type Written = Map<OutputName, Buffer>;

/** Trees over the rows are part of the certificate. */
const rowSecret = Buffer.alloc(32, 7).toString('base64url');

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Scrubs until as many slices were written, or to the end; what was written behind the checkpoint is lost. */
async function stopped(on: ScrubRegistry, list: Buffer, question: Partial<ScrubQuestion>, slices: number) {
  const written: Written = new Map();
  let reached: ScrubCheckpoint | undefined;
  let kept = new Map(written);
  let left = slices;
  const run = scrubList(on.registry, on.caller, {
    ...callTerms,
    column: '1',
    layout: 'SPLIT',
    ...question,
    bytes: one(list),
    write: (name, bytes) => void written.set(name, Buffer.concat([written.get(name) ?? Buffer.alloc(0), bytes])),
    async onSlice({ checkpoint }) {
      if (--left > 0) return;
      reached = checkpoint();
      kept = new Map(written);
      throw new ScrubSuspended();
    },
    tools: nodeScrubTools,
    certified: true,
    rowSecret,
  });
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof ScrubSuspended)) throw error;
  return { reached, kept };
}

async function resumed(
  on: ScrubRegistry,
  list: Buffer,
  question: Partial<ScrubQuestion>,
  from?: ScrubCheckpoint,
  kept: Written = new Map(),
) {
  const written: Written = new Map(kept);
  const { certificate = '', ...summary } = await scrubList(on.registry, on.caller, {
    ...callTerms,
    column: '1',
    layout: 'SPLIT',
    ...question,
    bytes: one(list),
    write: (name, bytes) => void written.set(name, Buffer.concat([written.get(name) ?? Buffer.alloc(0), bytes])),
    tools: nodeScrubTools,
    certified: true,
    rowSecret,
    ...(from === undefined ? {} : { resumed: { from, written: (name) => one(kept.get(name) ?? Buffer.alloc(0)) } }),
  });
  const payload: unknown = JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString());
  const files = Object.fromEntries([...written].map(([name, bytes]) => [name, bytes.toString('latin1')]));
  return { files, summary, payload };
}

const cells = fc.oneof(
  fc.integer({ min: 0, max: 6 }).map((last) => `1380000000${last}`),
  fc.constantFrom('"13800000001"', 'x', '', '8.6E+12', '"a\r\nb"'),
);
const lists = fc
  // Some are long enough to be cut into slices, whatever is looked at together.
  .tuple(
    fc.constantFrom('utf8', 'utf16le'),
    fc.boolean(),
    fc.array(cells, { maxLength: 25 }),
    fc.constantFrom(1, 1, 3_000),
  )
  .map(
    ([encoding, hasHeads, row, times]) =>
      [encoding, hasHeads, Array.from({ length: times }, () => row).flat()] as const,
  )
  .map(([encoding, hasHeads, rows]) =>
    Buffer.from(
      `${encoding === 'utf8' ? '' : '\ufeff'}${hasHeads ? 'phone\n' : ''}${rows.join('\n')}\n`,
      encoding as 'utf8',
    ),
  );

test('wherever a scrub is stopped, it goes on to the same files, counts, digests and certificate', async () => {
  const on = await scrubRegistry();
  const windows = fc.constantFrom(1, 7, 64, 2 ** 21);
  await fc.assert(
    fc.asyncProperty(lists, windows, fc.integer({ min: 1, max: 30 }), async (list, windowBytes, slices) => {
      const whole = await resumed(on, list, { windowBytes });
      on.clock.at += 60_000;
      const { reached, kept } = await stopped(on, list, { windowBytes }, slices);
      on.clock.at += 60_000;
      if (reached === undefined) return;
      const later = await resumed(on, list, { windowBytes }, reached, kept);
      expect(later.files).toEqual(whole.files);
      expect(later.summary).toEqual(whole.summary);
      const { iat, exp, ...facts } = later.payload as { iat: number; exp: number };
      const { iat: wholeIat, exp: wholeExp, ...wholeFacts } = whole.payload as { iat: number; exp: number };
      expect(facts).toEqual(wholeFacts);
      expect(facts).toHaveProperty('rowForm.column', 1);
      expect([iat - wholeIat, exp - wholeExp]).toEqual([60, 60]);
    }),
    { numRuns: 60 },
  );
});

test('rows are counted once, however often their scrub is stopped', async () => {
  const on = await scrubRegistry();
  const list = Buffer.from('13800000001\n'.repeat(30_000));
  const counted = new Map<string, number>();
  const counts = {
    ...on.registry.counts,
    asked: (_: unknown, outcome: string, rows: number) => void counted.set(outcome, (counted.get(outcome) ?? 0) + rows),
  };
  const watched = { ...on, registry: { ...on.registry, counts } };
  const { reached, kept } = await stopped(watched, list, { windowBytes: 1 }, 1);
  expect(counted.size).toBe(0);
  expect(reached?.rows).toBeGreaterThan(1_000);
  await resumed(watched, list, { windowBytes: 1 }, reached, kept);
  expect([...counted.values()]).toEqual([30_000]);
});

test('another list is told from the one that was stopped', async () => {
  const on = await scrubRegistry();
  const list = Buffer.from('13800000001\n'.repeat(30_000));
  const { reached, kept } = await stopped(on, list, { windowBytes: 1 }, 2);
  const other = Buffer.from('13800000001,1\n'.repeat(30_000));
  await expect(resumed(on, other, { windowBytes: 1 }, reached, kept)).rejects.toThrow(CheckpointMismatch);
  await expect(resumed(on, Buffer.from('1\n'), { windowBytes: 1 }, reached, kept)).rejects.toThrow(CheckpointMismatch);
});
