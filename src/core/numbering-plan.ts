import { type Block, blockOf, numberAt, numbersPerBlock, type PhoneNumber } from './phone-number.ts';
import type { Policy, ZoneId } from './policy.ts';

/**
 * The zones a number may lie in: those of the longest prefix that fits. The same set gives the same array, so that
 * decisions of a batch can be kept per zone set.
 */
export function zonesOf(policy: Policy, number: PhoneNumber): readonly ZoneId[] {
  const tables = tablesOf(policy);
  return tables.zones.lengths.length === 0 ? policy.defaultZones : placeOf(tables, number).zones;
}

/** Whether all numbers of a block lie in the same zones, by the length of the prefixes. */
export function isInZonesTogether(policy: Policy, block: Block): boolean {
  const tables = tablesOf(policy);
  return tables.zones.lengths.length === 0 || hasOnePlace(tables, numberAt(block, 0));
}

/** Whether the numbering plan of the policy's country has a place for the number, assigned to somebody or not. */
export function inPlan(policy: Policy, number: PhoneNumber): boolean {
  return placeOf(tablesOf(policy), number).inPlan;
}

/** What the tables say of a number, and of the ten thousand of its block where no prefix reaches into their last digits. */
interface Place {
  readonly block: Block;
  readonly zones: readonly ZoneId[];
  readonly inPlan: boolean;
}

/** By the block's last bits, the last place found with these: a tenth of what finding it costs. */
const placeSlots = 65_536;

function placeOf(tables: Tables, number: PhoneNumber): Place {
  const block = blockOf(number);
  const slot = block & (placeSlots - 1);
  const known = tables.places[slot];
  if (known?.block === block) return known;
  const zones = longestFit(tables.zones, number) ?? tables.policy.defaultZones;
  const place = { block, zones, inPlan: isPlanned(tables.plan, number) };
  if (hasOnePlace(tables, number)) tables.places[slot] = place;
  return place;
}

/** Whether no prefix reaches into the last digits, which tell the numbers of a block apart. */
function hasOnePlace({ digitsReadMax }: Tables, number: PhoneNumber): boolean {
  return digitsReadMax <= digitsOf(number) - blockDigits;
}

function isPlanned(plan: PrefixTable<readonly Run[]>, number: PhoneNumber): boolean {
  const digits = digitsOf(number);
  for (const length of plan.lengths) {
    if (length > digits) continue;
    const runs = plan.byPrefix.get(leading(number, digits, length));
    if (runs?.some((run) => fits(run, number, digits, length)) === true) return true;
  }
  return false;
}

interface PrefixTable<T> {
  /** Lengths of the prefixes, longest first. */
  readonly lengths: readonly number[];
  readonly byPrefix: ReadonlyMap<number, T>;
}

/** Lengths of a whole number, and digits that may follow the prefix: bit n stands for n. */
interface Run {
  readonly lengths: number;
  readonly nextDigits: number;
}

interface Tables {
  readonly policy: Policy;
  readonly zones: PrefixTable<readonly ZoneId[]>;
  readonly plan: PrefixTable<readonly Run[]>;
  /** Leading digits that any row looks at. */
  readonly digitsReadMax: number;
  readonly places: (Place | undefined)[];
}

const tablesByPolicy = new WeakMap<Policy, Tables>();
/** One registry runs one policy: mostly the tables wanted are those of the last call. */
let lastTables: Tables | undefined;
const anyDigit = 0b11_1111_1111;
const blockDigits = Math.log10(numbersPerBlock);
const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

function tablesOf(policy: Policy): Tables {
  if (lastTables?.policy === policy) return lastTables;
  const tables = tablesByPolicy.get(policy) ?? madeTables(policy);
  tablesByPolicy.set(policy, tables);
  lastTables = tables;
  return tables;
}

function madeTables(policy: Policy): Tables {
  const zones = prefixTable(zoneRows(policy));
  const plan = prefixTable(planRows(policy));
  // A run may look at one digit behind its prefix.
  const digitsReadMax = Math.max(zones.lengths[0] ?? 0, (plan.lengths[0] ?? 0) + 1);
  return { policy, zones, plan, digitsReadMax, places: new Array(placeSlots) };
}

function zoneRows(policy: Policy): Map<number, readonly ZoneId[]> {
  const sets = new Map([[setKey(policy.defaultZones), policy.defaultZones]]);
  const rows = new Map<number, readonly ZoneId[]>();
  for (const { prefixes, zones } of policy.zonePrefixes) {
    const key = setKey(zones);
    const set = sets.get(key) ?? zones;
    sets.set(key, set);
    for (const prefix of prefixes) rows.set(Number(prefix), set);
  }
  return rows;
}

function setKey(zones: readonly ZoneId[]): string {
  return [...zones].sort().join(' ');
}

function planRows(policy: Policy): Map<number, readonly Run[]> {
  const rows = new Map<number, readonly Run[]>();
  for (const { prefixes, digits, nextDigits } of policy.plan) {
    const run = {
      lengths: bits(digits),
      nextDigits: nextDigits === undefined ? anyDigit : bits([...nextDigits].map(Number)),
    };
    for (const prefix of prefixes) rows.set(Number(prefix), [...(rows.get(Number(prefix)) ?? []), run]);
  }
  return rows;
}

function bits(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all | (1 << one), 0);
}

function prefixTable<T>(byPrefix: ReadonlyMap<number, T>): PrefixTable<T> {
  const lengths = new Set([...byPrefix.keys()].map((prefix) => String(prefix).length));
  return { lengths: [...lengths].sort((a, b) => b - a), byPrefix };
}

function longestFit<T>(table: PrefixTable<T>, number: PhoneNumber): T | undefined {
  const digits = digitsOf(number);
  for (const length of table.lengths) {
    if (length > digits) continue;
    const row = table.byPrefix.get(leading(number, digits, length));
    if (row !== undefined) return row;
  }
  return undefined;
}

function fits(run: Run, number: PhoneNumber, digits: number, prefixLength: number): boolean {
  if ((run.lengths & (1 << digits)) === 0) return false;
  if (run.nextDigits === anyDigit || prefixLength === digits) return true;
  return (run.nextDigits & (1 << (leading(number, digits, prefixLength + 1) % 10))) !== 0;
}

function leading(number: PhoneNumber, digits: number, count: number): number {
  return Math.floor(number / (powersOfTen[digits - count] ?? 1));
}

function digitsOf(number: PhoneNumber): number {
  let digits = 1;
  while (number >= (powersOfTen[digits] ?? Number.POSITIVE_INFINITY)) digits += 1;
  return digits;
}
