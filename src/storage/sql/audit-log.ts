import { assertionOf, isNumberChange, type Position } from '../../core/change.ts';
import { blockOf } from '../../core/phone-number.ts';
import { canonicalJson } from '../canonical.ts';
import { entryBytes, leafHash, type Sha256, saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { LogEntry } from '../store.ts';
import { auditBlock } from './audit-block.ts';
import { AuditReads, type ImportedRows, type Reporter } from './audit-reads.ts';
import { sameBytes } from './bytes.ts';
import type { EntryRow } from './entry-row.ts';
import type { SqlDatabase } from './sql-database.ts';

/** One thing that does not fit, at a position of the log, in a block, or at an entity. Numbers appear masked. */
export interface AuditFinding {
  readonly at: string;
  readonly problem: string;
}

/** `findings` is empty where log, hashes and state agree. */
export interface AuditReport {
  readonly head: Position;
  readonly blocks: number;
  readonly findings: readonly AuditFinding[];
}

/** Told after each entry and each block how many of them are checked, and of how many. */
export type AuditProgress = (done: number, total: number) => void;

/** More would only bury the first ones. */
const findingsMax = 1_000;

/**
 * Checks a store against its own log, to be run at one moment: positions without a gap, every leaf
 * hash and row root recomputed, every entry following its subject's last, nothing blank that no later entry of the
 * same number has erased, and all states, details, entities and images equal to what replaying the log gives. Reads the
 * whole log once and each block once.
 */
export function auditLog(database: SqlDatabase, sha256: Sha256, onProgress: AuditProgress = () => {}): AuditReport {
  const reads = new AuditReads(database, sha256);
  const findings: AuditFinding[] = [];
  const report = (at: string, problem: string) => {
    if (findings.length < findingsMax) findings.push({ at, problem });
  };
  const blocks = reads.blocks();
  const known = new Set(blocks);
  const last = Number(database.connection.prepare('SELECT max(position) FROM changes').pluck().get() ?? 0);
  const head = auditEntries(reads, sha256, report, known, (position) => onProgress(position, last + blocks.length));
  for (const [index, block] of blocks.entries()) {
    guarded(`block ${block}`, report, () => auditBlock(reads, block, report));
    onProgress(head + index + 1, head + blocks.length);
  }
  return { head, blocks: blocks.length, findings };
}

/** Follows the log from its first entry; entities are few enough to be kept on the way. */
function auditEntries(
  reads: AuditReads,
  sha256: Sha256,
  report: Reporter,
  blocks: ReadonlySet<number>,
  onEntry: (position: Position) => void,
): Position {
  const entities = new Map<string, { readonly position: Position; readonly document: string }>();
  let head = 0;
  let imports = 0;
  let erasedRows = 0;
  for (const row of reads.log()) {
    const { position } = row.change;
    const at = `position ${position}`;
    if (position !== head + 1) report(at, `the entry before is ${head}: entries are missing`);
    head = position;
    guarded(at, report, () => {
      const entry = reads.entry(row);
      if ('isErased' in entry) {
        if (!isBlank(row)) report(at, 'erased, but not wholly');
        if (!blocks.has(blockOf(entry.number))) report(at, 'its block is not in the directory');
        return;
      }
      checkLeaf(sha256, entry, at, report);
      if ('block' in entry) {
        imports++;
        const rows = reads.importedRows(position);
        erasedRows += rows.erased.length;
        checkRows(sha256, entry, rows, at, report);
      } else if (isNumberChange(entry)) {
        if (row.change.batchId !== (assertionOf(entry.event) ?? null)) report(at, 'filed under another assertion');
        if (!blocks.has(blockOf(entry.number))) report(at, 'its block is not in the directory');
      } else {
        const key = canonicalJson([row.change.entityKind, entry.entityId]);
        const last = entities.get(key)?.position ?? 0;
        if (entry.follows !== last) report(at, `follows ${entry.follows}, but the entity's last entry was ${last}`);
        entities.set(key, { position, document: canonicalJson(entry.event.document) });
      }
    });
    onEntry(position);
  }
  if (reads.importCount() !== imports || reads.erasedRowCount() !== erasedRows)
    report('imports', 'rows are stored that no entry commits to');
  checkEntities(reads, entities, report);
  return head;
}

function checkLeaf(sha256: Sha256, entry: LogEntry, at: string, report: Reporter): void {
  const { position, salt, leafHash: stored, ...rest } = entry;
  const computed = leafHash(sha256, salt, entryBytes(position, rest as LogEntry));
  if (!sameBytes(computed, stored)) report(at, 'the leaf hash is not that of the entry');
}

/** Nothing but place, number and hash is left. */
function isBlank({ change }: EntryRow): boolean {
  const { at, actor, agent, wayIn, proof, event, batchId, state, salt } = change;
  const left = [agent, wayIn, proof, event, batchId, state];
  return at === 0 && actor === '' && salt.length === 0 && left.every((part) => part === null);
}

function checkRows(
  sha256: Sha256,
  entry: LogEntry & { readonly rows: number; readonly rowsRoot: Uint8Array },
  { places, salts, erased, leaves }: ImportedRows,
  at: string,
  report: Reporter,
): void {
  const rows = entry.rows - erased.length;
  const behind = salts.subarray(rows * saltBytes);
  const isWhole = places.size === rows && salts.length >= rows * saltBytes;
  if (!isWhole || (erased.length === 0 && behind.length > 0) || behind.some((byte) => byte !== 0))
    report(at, 'rows are missing or too many');
  if (!sameBytes(merkleRoot(sha256, leaves()), entry.rowsRoot)) report(at, 'the root is not that of the rows');
}

function checkEntities(
  reads: AuditReads,
  expected: Map<string, { readonly position: Position; readonly document: string }>,
  report: Reporter,
): void {
  for (const { kind, id, position, document } of reads.entities()) {
    const key = canonicalJson([kind, id]);
    const replayed = expected.get(key);
    expected.delete(key);
    if (replayed?.position !== position) report(key, `stands at ${position}, in the log at ${replayed?.position ?? 0}`);
    else if (replayed.document !== canonicalJson(document)) report(key, 'the document is not that of its last entry');
  }
  for (const key of expected.keys()) report(key, 'is in the log and nowhere else');
}

/** A damaged row is a finding like any other, not the end of the audit. */
function guarded(at: string, report: Reporter, check: () => void): void {
  try {
    check();
  } catch (error) {
    report(at, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
