import { numbersPerBlock, type PhoneNumber } from './phone-number.ts';
import type { Policy, ZoneId } from './policy.ts';

/**
 * The zones a number may lie in: those of the longest prefix that fits. The same set gives the same array, so that
 * decisions of a batch can be kept per zone set.
 */
export function zonesOf(policy: Policy, number: PhoneNumber): readonly ZoneId[] {
  return longestFit(tablesOf(policy).zones, number) ?? policy.defaultZones;
}

/** Whether a number shares its zones with the ten thousand of its block: no prefix reaches into their last digits. */
export function sharesZonesWithBlock(policy: Policy, number: PhoneNumber): boolean {
  return (tablesOf(policy).zones.lengths[0] ?? 0) <= digitsOf(number) - blockDigits;
}

/** Whether the numbering plan of the policy's country has a place for the number, assigned to somebody or not. */
export function inPlan(policy: Policy, number: PhoneNumber): boolean {
  const { plan } = tablesOf(policy);
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
  readonly zones: PrefixTable<readonly ZoneId[]>;
  readonly plan: PrefixTable<readonly Run[]>;
}

const tablesByPolicy = new WeakMap<Policy, Tables>();
const anyDigit = 0b11_1111_1111;
const blockDigits = Math.log10(numbersPerBlock);
const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

function tablesOf(policy: Policy): Tables {
  const known = tablesByPolicy.get(policy);
  if (known !== undefined) return known;
  const tables = { zones: prefixTable(zoneRows(policy)), plan: prefixTable(planRows(policy)) };
  tablesByPolicy.set(policy, tables);
  return tables;
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
