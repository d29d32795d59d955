import {
  type Change,
  type EntityChange,
  type EntityEvent,
  entityKindOf,
  isNumberChange,
  type NumberChange,
  type NumberEvent,
  type Position,
} from '../../core/change.ts';
import { type Block, blockOf, numbersPerBlock, type PhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import { canonicalJson } from '../canonical.ts';
import { saltBytes } from '../leaf-hash.ts';
import { hashBytes } from '../merkle.ts';
import type { BlockImported, ErasedEntry } from '../store.ts';
import { bytesText, textBytes } from './base64url.ts';
import { offsetsOfRanges, rangesText } from './offset-ranges.ts';

/** An entry of the log with all that the log has of it: nothing else has to move for what it adds up to. */
export type MovedEntry = (Change & Sealed) | ErasedEntry | MovedImport;

interface Sealed {
  readonly position: Position;
  readonly salt: Uint8Array;
  readonly leafHash: Uint8Array;
}

/** A bulk import's entry and what is left of its rows. */
export interface MovedImport extends BlockImported, Sealed {
  /** The sets of preferences of the import, in order, with the offsets that have each. */
  readonly groups: readonly { readonly preferences: Preferences; readonly offsets: Uint16Array }[];
  /** 16 bytes for each row that is left, by offset. */
  readonly rowSalts: Uint8Array;
  /** Rows that their numbers' holders erased, by offset. */
  readonly erasedRows: readonly { readonly offset: number; readonly leafHash: Uint8Array }[];
}

/**
 * The line of an entry: JSON with sorted keys and without white space (RFC 8785 for what occurs), one form for one
 * entry. What is bytes is base64url.
 */
export function entryLine(entry: MovedEntry): string {
  if ('isErased' in entry) {
    const { position, number, follows, leafHash } = entry;
    return canonicalJson({ position, number, follows, leafHash: bytesText(leafHash) });
  }
  const { position, at, actor } = entry;
  const common = { position, at, actor, salt: bytesText(entry.salt), leafHash: bytesText(entry.leafHash) };
  if ('block' in entry) return canonicalJson({ ...common, ...importMembers(entry) });
  const { follows, agent, wayIn, event } = entry;
  const subject = isNumberChange(entry)
    ? { number: entry.number, proof: entry.proof }
    : { entityKind: entityKindOf[entry.event.kind], entityId: entry.entityId };
  return canonicalJson({ ...common, ...subject, follows, agent, wayIn, event });
}

function importMembers({ block, batchId, rows, rowsRoot, groups, rowSalts, erasedRows }: MovedImport): object {
  return {
    block,
    batchId,
    rows,
    rowsRoot: bytesText(rowsRoot),
    groups: groups.map(({ preferences, offsets }) => ({ preferences, offsets: rangesText(offsets) })),
    rowSalts: bytesText(rowSalts),
    erasedRows: erasedRows.map(({ offset, leafHash }) => ({ offset, leafHash: bytesText(leafHash) })),
  };
}

/**
 * The entry of a line; undefined where it is none by its form. Whether it says what its leaf commits to is for the
 * reader to check (`leaf-hash.ts`).
 */
export function entryOfLine(line: string): MovedEntry | undefined {
  const said = recordOf(line);
  if (said === undefined) return undefined;
  const position = wholeNumber(said['position']);
  const leafHash = bytesOf(said['leafHash'], hashBytes);
  if (position === undefined || leafHash === undefined) return undefined;
  const isErased = !Object.hasOwn(said, 'salt');
  const number = wholeNumber(said['number']) as PhoneNumber | undefined;
  const follows = wholeNumber(said['follows']);
  if (isErased) {
    return number === undefined || follows === undefined
      ? undefined
      : { isErased, position, number, follows, leafHash };
  }
  const salt = bytesOf(said['salt'], saltBytes);
  const [at, actor] = [wholeNumber(said['at']), said['actor']];
  if (salt === undefined || at === undefined || typeof actor !== 'string') return undefined;
  const sealed = { position, salt, leafHash, at, actor };
  return Object.hasOwn(said, 'block') ? importOf(said, sealed) : changeOf(said, { ...sealed, number, follows });
}

/** The block of the number that an entry is about, or of those that it registers; undefined where it is about none. */
export function blockOfEntry(entry: MovedEntry): Block | undefined {
  if ('block' in entry) return entry.block;
  return 'isErased' in entry || isNumberChange(entry) ? blockOf(entry.number) : undefined;
}

type Said = Readonly<Record<string, unknown>>;

function importOf(
  said: Said,
  sealed: Sealed & { readonly at: number; readonly actor: string },
): MovedImport | undefined {
  const [block, rows] = [wholeNumber(said['block']) as Block | undefined, wholeNumber(said['rows'])];
  const { batchId } = said;
  const rowsRoot = bytesOf(said['rowsRoot'], hashBytes);
  const rowSalts = textBytes(said['rowSalts']);
  const groups = listOf(said['groups'], ({ preferences, offsets }) => {
    const ranges = offsetsOfRanges(offsets);
    if (ranges === undefined || typeof preferences !== 'object' || preferences === null) return undefined;
    return { preferences: preferences as Preferences, offsets: ranges };
  });
  const erasedRows = listOf(said['erasedRows'], (row) => {
    const [offset, leafHash] = [wholeNumber(row['offset']), bytesOf(row['leafHash'], hashBytes)];
    return offset === undefined || offset >= numbersPerBlock || leafHash === undefined
      ? undefined
      : { offset, leafHash };
  });
  if (block === undefined || rows === undefined || typeof batchId !== 'string' || rowsRoot === undefined)
    return undefined;
  if (rowSalts === undefined || groups === undefined || erasedRows === undefined) return undefined;
  return { ...sealed, block, batchId, rows, rowsRoot, groups, rowSalts, erasedRows };
}

function changeOf(
  said: Said,
  {
    number,
    follows,
    ...sealed
  }: Sealed & {
    readonly at: number;
    readonly actor: string;
    readonly number: PhoneNumber | undefined;
    readonly follows: Position | undefined;
  },
): (Change & Sealed) | undefined {
  const { agent, wayIn, event, proof, entityId, entityKind } = said;
  if (follows === undefined || typeof wayIn !== 'string' || typeof event !== 'object' || event === null)
    return undefined;
  if (agent !== undefined && typeof agent !== 'string') return undefined;
  const common = { ...sealed, follows, wayIn: wayIn as Change['wayIn'], ...(agent === undefined ? {} : { agent }) };
  if (number !== undefined) {
    if (typeof proof !== 'string') return undefined;
    const change = { ...common, number, proof: proof as NumberChange['proof'], event: event as NumberEvent };
    return change satisfies NumberChange & Sealed;
  }
  const known = entityKindOf[(event as EntityEvent).kind];
  if (typeof entityId !== 'string' || known === undefined || known !== entityKind) return undefined;
  const change = { ...common, entityId, event: event as EntityEvent };
  return change satisfies EntityChange & Sealed;
}

function recordOf(line: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isSaid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSaid(value: unknown): value is Said {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf<T>(value: unknown, itemOf: (said: Said) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: T[] = [];
  for (const one of value) {
    const item = isSaid(one) ? itemOf(one) : undefined;
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function bytesOf(value: unknown, length: number): Uint8Array | undefined {
  const bytes = textBytes(value);
  return bytes?.length === length ? bytes : undefined;
}
