import type { Position } from '../../core/change.ts';
import { canonicalJson } from '../canonical.ts';
import type { Sha256 } from '../leaf-hash.ts';
import { bytesText } from './base64url.ts';
import { entryLine } from './moved-entry.ts';
import { type LogSource, movedRecordKinds, type PartFacts, type PartKind, partBytesMax } from './moved-log.ts';

/** Where the next part begins. */
export interface PartPlace {
  /** Of `phases`. */
  readonly phase: number;
  /** The last entry that stands in a part. */
  readonly until: Position;
  /** Of the phase's last line, where that was no entry: its kind of record or '', and its key or id. */
  readonly within: readonly [kind: string, id: string];
}

/** What is read while others write comes behind the bulk of the log, and behind it what was written meanwhile. */
export const phases = ['ENTRIES', 'COUNTERS', 'RECORDS', 'ENTRIES'] as const satisfies readonly PartKind[];

export const firstPlace: PartPlace = { phase: 0, until: 0, within: ['', ''] };

export interface MadePart {
  readonly facts: PartFacts;
  readonly lines: Uint8Array;
  /** Leaf hashes of its entries, in order. */
  readonly leaves: readonly Uint8Array[];
  readonly next: PartPlace;
}

/** A part of a source; undefined where nothing is left. Equal sources give equal bytes. */
export function madePart(
  source: LogSource,
  sha256: Sha256,
  part: number,
  from: PartPlace,
  bytesMax: number = partBytesMax,
): MadePart | undefined {
  for (let place = from; place.phase < phases.length; place = behindPhase(place)) {
    const made = partOfPhase(source, sha256, part, place, bytesMax);
    if (made !== undefined) return made;
  }
  return undefined;
}

function partOfPhase(
  source: LogSource,
  sha256: Sha256,
  part: number,
  from: PartPlace,
  bytesMax: number,
): MadePart | undefined {
  const lines: Uint8Array[] = [];
  const leaves: Uint8Array[] = [];
  let bytes = 0;
  let place = from;
  let isFull: boolean = false;
  for (const { line, leaf, next } of linesFrom(source, from)) {
    const encoded = utf8.encode(`${line}\n`);
    isFull = bytes > 0 && bytes + encoded.length > bytesMax;
    if (isFull) break;
    lines.push(encoded);
    bytes += encoded.length;
    if (leaf !== undefined) leaves.push(leaf);
    place = next;
  }
  if (lines.length === 0) return undefined;
  const joined = new Uint8Array(bytes);
  let at = 0;
  for (const line of lines) {
    joined.set(line, at);
    at += line.length;
  }
  const kind = phases[from.phase] as PartKind;
  const facts = { part, kind, rows: lines.length, bytes, digest: bytesText(sha256(joined)) };
  return { facts, lines: joined, leaves, next: isFull ? place : behindPhase(place) };
}

/** Also where more has come meanwhile: an export must come to an end while others write. */
function behindPhase(place: PartPlace): PartPlace {
  return { ...place, phase: place.phase + 1, within: ['', ''] };
}

interface Line {
  readonly line: string;
  readonly leaf?: Uint8Array;
  /** Behind it. */
  readonly next: PartPlace;
}

/** Few rows a page: a row of a bulk import's entry is some 300 kB. */
const pageRows = 32;

function linesFrom(source: LogSource, place: PartPlace): Generator<Line> {
  const kind = phases[place.phase];
  if (kind === 'ENTRIES') return entryLines(source, place);
  return kind === 'COUNTERS' ? counterLines(source, place) : recordLines(source, place);
}

function* entryLines(source: LogSource, place: PartPlace): Generator<Line> {
  for (let { until } = place; ; ) {
    const page = source.entries(until, pageRows);
    for (const entry of page) {
      until = entry.position;
      yield { line: entryLine(entry), leaf: entry.leafHash, next: { ...place, until } };
    }
    if (page.length === 0) return;
  }
}

function* counterLines(source: LogSource, place: PartPlace): Generator<Line> {
  for (let [, after] = place.within; ; ) {
    const page = source.counters(after, pageRows);
    for (const { key, count } of page) {
      after = key;
      yield { line: canonicalJson({ key, count }), next: { ...place, within: ['', key] } };
    }
    if (page.length === 0) return;
  }
}

function* recordLines(source: LogSource, place: PartPlace): Generator<Line> {
  const [begun, last] = place.within;
  const kinds: readonly string[] = movedRecordKinds;
  const first = Math.max(0, kinds.indexOf(begun));
  for (const kind of movedRecordKinds.slice(first)) {
    for (let after = kind === begun ? last : ''; ; ) {
      const page = source.records(kind, after, pageRows);
      for (const record of page) {
        after = record.id;
        yield { line: canonicalJson(record), next: { ...place, within: [kind, after] } };
      }
      if (page.length === 0) break;
    }
  }
}

const utf8 = new TextEncoder();
