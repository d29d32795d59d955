import { dayNumber, timeOfDayMs } from './local-time.ts';
import type { DefaultRule, Names, Policy, QuietHours, Source, ZoneId } from './policy.ts';
import { textRuleFaults } from './texts/text-rules-check.ts';
import { dayMs } from './time.ts';

/** Everything that is wrong with a policy, a sentence each, led by the place; none for a policy that can be run. */
export function policyFaults(policy: Policy): string[] {
  return [
    ...identityFaults(policy),
    ...uniquenessFaults(policy),
    ...nameFaults(policy),
    ...bandFaults(policy),
    ...dayFaults(policy),
    ...planFaults(policy),
    ...zoneFaults(policy),
    ...quietHoursFaults(policy),
    ...defaultFaults(policy),
    ...clockFaults(policy),
    ...limitFaults(policy),
    ...statisticsFaults(policy),
    ...textRuleFaults(policy),
    ...sourceFaults(policy),
  ];
}

/** A sentence for each row that the test finds wrong. */
function faultsOf<T>(place: string, rows: readonly T[], wrong: (row: T) => string | undefined | false): string[] {
  return rows.flatMap((row, index) => {
    const fault = wrong(row);
    return fault === undefined || fault === false ? [] : [`${place}[${index}]: ${fault}`];
  });
}

function identityFaults({ id, jurisdiction, effectiveFrom, countryCallingCode, languages }: Policy): string[] {
  return [
    ...(/^[A-Z]{2}-\d{4}\.\d+$/.test(id) && id.startsWith(`${jurisdiction}-`) ? [] : ['id: not like CN-2026.1']),
    ...(dayNumber(effectiveFrom) === undefined ? ['effectiveFrom: no date'] : []),
    ...(/^[1-9]\d{0,2}$/.test(countryCallingCode) ? [] : ['countryCallingCode: not one to three digits']),
    ...(languages.length > 0 && new Set(languages).size === languages.length ? [] : ['languages: none, or one twice']),
  ];
}

/** Ids are unique in their list; codes in the whole policy, so that a text message may mix them. */
function uniquenessFaults({ categories, channels, bands, dayTypes }: Policy): string[] {
  const lists = { categories, channels, bands, dayTypes };
  const all = [...categories, ...channels, ...bands, ...dayTypes];
  const twice = Object.entries(lists).flatMap(([place, rows]: [string, readonly { readonly id: string }[]]) =>
    faultsOf(place, rows, ({ id }) => rows.filter((row) => row.id === id).length > 1 && `id ${id} twice`),
  );
  const codes = all
    .filter(({ code }) => !Number.isInteger(code) || code < 1 || all.filter((one) => one.code === code).length > 1)
    .map(({ id, code }) => `code ${code} of ${id}: not a positive integer, or there twice`);
  const empty = Object.entries(lists).flatMap(([place, rows]) => (rows.length === 0 ? [`${place}: none`] : []));
  const malformed = all.filter(({ id }) => !/^[A-Z][A-Z0-9_]{0,39}$/.test(id)).map(({ id }) => `id ${id}: malformed`);
  return [...twice, ...codes, ...empty, ...malformed];
}

function nameFaults({ languages, categories, channels, dayTypes }: Policy): string[] {
  const unnamed = ({ names }: { readonly names: Names }) => {
    const missing = languages.filter((language) => (names[language] ?? '').trim() === '');
    return missing.length > 0 && `no name in ${missing.join(', ')}`;
  };
  return [
    ...faultsOf('categories', categories, unnamed),
    ...faultsOf('categories', categories, ({ since }) => dayNumber(since) === undefined && 'since is no date'),
    ...faultsOf('channels', channels, unnamed),
    ...faultsOf('dayTypes', dayTypes, unnamed),
  ];
}

function bandFaults({ bands }: Policy): string[] {
  let reached = 0;
  const faults: string[] = [];
  const spans = bands.map(({ id, from, to }) => ({ id, from: timeOfDayMs(from), to: timeOfDayMs(to) }));
  for (const { id, from, to } of spans.sort((a, b) => (a.from ?? 0) - (b.from ?? 0))) {
    if (from === undefined || to === undefined || from >= to) faults.push(`bands ${id}: not a span of the day`);
    else if (from !== reached) faults.push(`bands ${id}: ${from > reached ? 'a hole' : 'an overlap'} before it`);
    reached = to ?? reached;
  }
  return reached === dayMs ? faults : [...faults, 'bands: the day does not end at 24:00'];
}

function dayFaults({ dayTypes, holidays }: Policy): string[] {
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(
    (weekday) => dayTypes.filter((type) => type.weekday === weekday).length !== 1,
  );
  return [
    ...weekdays.map((weekday) => `dayTypes: weekday ${weekday} is not there once`),
    ...(dayTypes.filter(({ weekday }) => weekday === undefined).length > 1
      ? ['dayTypes: more than one for holidays']
      : []),
    ...faultsOf('holidays', holidays, ({ date }) => dayNumber(date) === undefined && `${date} is no date`),
    ...faultsOf(
      'holidays',
      holidays,
      ({ date }) => holidays.filter((one) => one.date === date).length > 1 && `${date} twice`,
    ),
  ];
}

function planFaults({ plan, countryCallingCode }: Policy): string[] {
  return [
    ...(plan.length === 0 ? ['plan: empty'] : []),
    ...faultsOf('plan', plan, ({ prefixes }) => prefixFault(prefixes, countryCallingCode)),
    ...faultsOf('plan', plan, ({ prefixes, digits }) => {
      const longest = Math.max(0, ...prefixes.map((prefix) => prefix.length));
      const fitting = digits.every((count) => Number.isInteger(count) && count >= Math.max(5, longest) && count <= 15);
      return (!fitting || digits.length === 0) && 'digits: none, or not between the prefix and 15';
    }),
    ...faultsOf('plan', plan, ({ nextDigits = '0' }) => !/^\d+$/.test(nextDigits) && 'nextDigits: not digits'),
  ];
}

function prefixFault(prefixes: readonly string[], countryCallingCode: string): string | undefined {
  if (prefixes.length === 0) return 'no prefix';
  const stranger = prefixes.find((prefix) => !/^\d{1,15}$/.test(prefix) || !prefix.startsWith(countryCallingCode));
  return stranger === undefined ? undefined : `prefix ${stranger}: not digits from the country calling code on`;
}

function zoneFaults({ zonePrefixes, defaultZones, countryCallingCode }: Policy): string[] {
  const strange = (zones: readonly ZoneId[]) => {
    const unknown = zones.filter((zone) => !isZone(zone));
    return (zones.length === 0 || unknown.length > 0) && `zones: none, or unknown ${unknown.join(' ')}`;
  };
  const seen = new Set<string>();
  return [
    ...faultsOf('defaultZones', [defaultZones], strange),
    ...faultsOf('zonePrefixes', zonePrefixes, ({ zones }) => strange(zones)),
    ...faultsOf('zonePrefixes', zonePrefixes, ({ prefixes }) => prefixFault(prefixes, countryCallingCode)),
    ...faultsOf('zonePrefixes', zonePrefixes, ({ prefixes }) => {
      const twice = prefixes.filter((prefix) => seen.has(prefix) || !seen.add(prefix));
      return twice.length > 0 && `prefix twice: ${twice.join(' ')}`;
    }),
  ];
}

function isZone(zone: ZoneId): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function quietHoursFaults(policy: Policy): string[] {
  return [
    ...faultsOf('quietHours', policy.quietHours, (row) => strangerIn(policy, row)),
    ...faultsOf('quietHours', policy.quietHours, ({ from, to }) => {
      const [start, end] = [timeOfDayMs(from), timeOfDayMs(to)];
      return (start === undefined || end === undefined || start === end || start === dayMs) && 'not a span of hours';
    }),
    ...faultsOf('quietHours', policy.quietHours, ({ dayTypes = [] }) => {
      const unknown = dayTypes.filter((id) => !policy.dayTypes.some((type) => type.id === id));
      return unknown.length > 0 && `unknown day type ${unknown.join(' ')}`;
    }),
  ];
}

function strangerIn({ channels, categories }: Policy, row: QuietHours | DefaultRule): string | false {
  const unknown = [
    ...(row.channels ?? []).filter((id) => !channels.some((channel) => channel.id === id)),
    ...('categories' in row ? (row.categories ?? []) : []).filter((id) => !categories.some((one) => one.id === id)),
  ];
  if (row.messageClasses.length === 0) return 'no message class';
  return unknown.length > 0 && `unknown channel or category ${unknown.join(' ')}`;
}

function defaultFaults(policy: Policy): string[] {
  const open = policy.defaults.filter(({ channels, categories, from, until }) =>
    [channels, categories, from, until].every((part) => part === undefined),
  );
  const uncovered = (['PROMOTIONAL', 'SERVICE'] as const).filter(
    (messageClass) => !open.some(({ messageClasses }) => messageClasses.includes(messageClass)),
  );
  return [
    ...uncovered.map((messageClass) => `defaults: no row for whatever else is ${messageClass}`),
    ...faultsOf('defaults', policy.defaults, (row) => strangerIn(policy, row)),
    ...faultsOf('defaults', policy.defaults, ({ from = '0000-01-01', until = '9999-12-31' }) => {
      const [first, end] = [dayNumber(from), dayNumber(until)];
      return (first === undefined || end === undefined || first >= end) && 'not a span of days';
    }),
  ];
}

function clockFaults({ clocks }: Policy): string[] {
  return Object.entries(clocks)
    .filter(([name, value]) => name.endsWith('Sec') && (!Number.isInteger(value) || Number(value) < 1))
    .map(([name]) => `clocks.${name}: not a positive number of seconds`);
}

function limitFaults({ limits: { assertionsPerDay } }: Policy): string[] {
  const fits = Number.isInteger(assertionsPerDay) && assertionsPerDay >= 1;
  return fits ? [] : ['limits.assertionsPerDay: not a positive number of rows'];
}

/** One person would be a cell that may be shown below 2; far above 1,000 nothing but the country's totals would be. */
function statisticsFaults({ statistics: { minimumCellSize } }: Policy): string[] {
  const fits = Number.isInteger(minimumCellSize) && minimumCellSize >= 2 && minimumCellSize <= 1_000;
  return fits ? [] : ['statistics.minimumCellSize: not a number of persons from 2 to 1000'];
}

function sourceFaults(policy: Policy): string[] {
  const { categories, channels, bands, dayTypes, holidays, plan, zonePrefixes, defaults, quietHours } = policy;
  const lists = { categories, channels, bands, dayTypes, holidays, plan, zonePrefixes, defaults, quietHours };
  const single = { clocks: [policy.clocks], limits: [policy.limits], statistics: [policy.statistics] };
  const rest = { classes: Object.values(policy.classes), ...single };
  return Object.entries({ ...lists, ...rest }).flatMap(([place, rows]: [string, readonly Source[]]) =>
    faultsOf(place, rows, ({ source }) => source.trim() === '' && 'names no source'),
  );
}
