import { expect } from 'vitest';
import { recheckRows } from '../../../src/registry/scrubs/recheck-rows.ts';
import { changeColumns, type RecheckQuestion } from '../../../src/registry/scrubs/row-comparison.ts';
import type { RecheckCheckpoint } from '../../../src/registry/scrubs/scrub-job.ts';
import { type ScrubQuestion, ScrubSuspended } from '../../../src/registry/scrubs/scrub-list.ts';
import { nodeScrubTools } from '../../../src/runtime/scrub-tools.ts';
import { chineseNumber } from '../memory-registry.ts';
import type { ScrubRegistry } from './scrub-registry.ts';
import { callTerms, decisionsOf, scrubbed } from './scrubbed.ts';

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function scrubbedOnce(on: ScrubRegistry, list: string, terms: Partial<ScrubQuestion> = {}) {
  const kept: Uint8Array[] = [];
  const startedAt = on.clock.at;
  const done = await scrubbed(on.registry, on.caller, list, {
    ...terms,
    certified: true,
    onDecided: (bytes) => void kept.push(bytes),
  });
  return { ...done, startedAt, decided: Buffer.concat(kept) };
}

export type Scrubbed = Awaited<ReturnType<typeof scrubbedOnce>>;

export async function rechecked(
  on: ScrubRegistry,
  { summary, decided, startedAt }: Scrubbed,
  question: Partial<RecheckQuestion> = {},
) {
  let text = '';
  const done = await recheckRows(on.registry, on.caller, {
    ...callTerms,
    base: { startedAt, summary, input: { bytes: 1, digest: 'of the list' } },
    decided: inChunks(decided, 1_000),
    write: (bytes) => {
      text += Buffer.from(bytes).toString();
    },
    tools: nodeScrubTools,
    ...question,
  });
  const [heads, ...lines] = text.trimEnd().split('\n');
  expect(heads).toBe(changeColumns.join(','));
  return { summary: done, lines };
}

/** What a whole scrub before and one after say, compared row by row. */
export function differences(before: string, after: string): readonly string[] {
  const [then, now] = [before, after].map((text) => decisionsOf(text).filter((words) => words !== 'decision/reason'));
  return (then ?? []).flatMap((words, row) => (words === now?.[row] ? [] : [`${row}: ${words} to ${now?.[row]}`]));
}

export function worded(lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const [row, , decisionBefore, reasonBefore, decision, reason] = line.split(',');
    return `${row}: ${decisionBefore}/${reasonBefore} to ${decision}/${reason}`;
  });
}

export function listOf(lasts: readonly number[]): string {
  return lasts.map((last) => (last < 0 ? 'nonsense\n' : `${chineseNumber(last)}\n`)).join('');
}

/** Stopped after so many slices each time. */
export async function recheckedInTurns(
  on: ScrubRegistry,
  { summary, decided, startedAt }: Scrubbed,
  question: Partial<RecheckQuestion>,
  slices: number,
) {
  let kept: { readonly from: RecheckCheckpoint; readonly written: Buffer } | undefined;
  for (let turns = 1; ; turns++) {
    let written = kept?.written ?? Buffer.alloc(0);
    let left = slices;
    try {
      const { certificate = '', ...done } = await recheckRows(on.registry, on.caller, {
        ...callTerms,
        base: { startedAt, summary, input: { bytes: 1, digest: 'of the list' } },
        decided: inChunks(decided, 50_000),
        write: (bytes) => {
          written = Buffer.concat([written, bytes]);
        },
        tools: nodeScrubTools,
        ...question,
        ...(kept === undefined ? {} : { resumed: { from: kept.from, written: inChunks(kept.written, 999) } }),
        async onSlice({ checkpoint }) {
          if (--left > 0) return;
          kept = { from: checkpoint(), written };
          throw new ScrubSuspended();
        },
      });
      const payload: unknown = JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString());
      return { turns, done, payload, text: written.toString() };
    } catch (error) {
      if (!(error instanceof ScrubSuspended)) throw error;
    }
  }
}
