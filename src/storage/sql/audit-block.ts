import type { NumberChange, Position } from '../../core/change.ts';
import {
  applyNumberEvent,
  type NumberRecord,
  noDetail,
  unknownRecord,
  unknownState,
} from '../../core/number-record.ts';
import {
  type Block,
  maskPhoneNumber,
  numberAt,
  numbersPerBlock,
  offsetInBlock,
  type PhoneNumber,
} from '../../core/phone-number.ts';
import { noPreferences } from '../../core/preferences.ts';
import { canonicalJson, stateJson } from '../canonical.ts';
import type { StateId } from '../store.ts';
import type { AuditReads, Reporter } from './audit-reads.ts';
import type { EntryRow } from './entry-row.ts';
import { ErasureCheck } from './erasure-check.ts';

/** A block as replaying its entries leaves it. */
interface Replayed {
  readonly records: Map<number, NumberRecord>;
  readonly last: Map<number, Position>;
  readonly erasing: ErasureCheck;
  lastImport: Position;
}

/** Replays the entries of one block and compares the result with what the tables say of it. */
export function auditBlock(reads: AuditReads, block: Block, report: Reporter): void {
  const replayed: Replayed = { records: new Map(), last: new Map(), erasing: new ErasureCheck(report), lastImport: 0 };
  for (const row of reads.entriesOfBlock(block)) replay(reads, replayed, row, report);
  replayed.erasing.end();
  const at = `block ${block}`;
  const lastImport = reads.lastImport(block);
  if (lastImport === undefined) report(at, 'is not in the directory of blocks');
  else if (lastImport !== replayed.lastImport)
    report(at, `last import ${lastImport}, in the log ${replayed.lastImport}`);
  compareStates(reads, block, replayed, report);
  compareDetails(reads, block, replayed, report);
}

function replay(reads: AuditReads, replayed: Replayed, row: EntryRow, report: Reporter): void {
  const entry = reads.entry(row);
  const at = `position ${entry.position}`;
  if ('block' in entry) {
    const { sets, places, erased } = reads.importedRows(entry.position);
    for (const number of erased) replayed.erasing.blank(number, entry.position);
    for (const [offset, place] of places) {
      if (replayed.records.has(offset)) report(at, 'registers a number that was on record');
      const state = { ...unknownState, preferences: sets[place - 1] ?? noPreferences };
      replayed.records.set(offset, { state, detail: noDetail });
      replayed.erasing.registered(numberAt(entry.block, offset), entry.position);
    }
    replayed.lastImport = entry.position;
  } else if ('number' in entry) {
    const offset = offsetInBlock(entry.number);
    const last = Math.max(replayed.last.get(offset) ?? 0, replayed.lastImport);
    if (entry.follows !== last) report(at, `follows ${entry.follows}, but the number's last entry was ${last}`);
    replayed.last.set(offset, entry.position);
    if ('isErased' in entry) replayed.erasing.blank(entry.number, entry.position);
    else replayChange(reads, replayed, entry, row.change.state, report);
  }
}

function replayChange(
  reads: AuditReads,
  { records, erasing }: Replayed,
  change: NumberChange & { readonly position: Position },
  state: StateId | null,
  report: Reporter,
): void {
  const { number, event, at, position } = change;
  erasing.written(change, state);
  const after = applyNumberEvent(records.get(offsetInBlock(number)) ?? unknownRecord, event, at, position);
  records.set(offsetInBlock(number), after);
  if (state !== null && reads.stateJson(state) !== stateJson(after.state))
    report(`position ${position}`, 'names another resulting state');
}

function compareStates(reads: AuditReads, block: Block, { records }: Replayed, report: Reporter): void {
  const states = reads.numbers.blockStates(block);
  const unknown = stateJson(unknownState);
  for (let offset = 0; offset < numbersPerBlock; offset++) {
    const record = records.get(offset);
    const expected = record === undefined ? unknown : stateJson(record.state);
    if (reads.stateJson(states.stateAt(offset)) !== expected) {
      report(maskPhoneNumber(numberAt(block, offset)), 'its state is not what the log adds up to');
    }
  }
}

function compareDetails(reads: AuditReads, block: Block, { records }: Replayed, report: Reporter): void {
  const stored = new Map(reads.detailsOfBlock(block).map(({ number, detail }) => [number, canonicalJson(detail)]));
  for (const [offset, { state, detail }] of records) {
    const number = numberAt(block, offset);
    const expected = state.hasDetail ? canonicalJson(detail) : undefined;
    if (stored.get(number) !== expected) report(maskPhoneNumber(number), 'its detail is not what the log adds up to');
    stored.delete(number);
  }
  for (const number of stored.keys()) report(maskPhoneNumber(number as PhoneNumber), 'has a detail and no entry');
}
