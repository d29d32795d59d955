import {
  type DimensionId,
  dimensionIds,
  type Measure,
  type MeasureId,
  measures,
} from '../../core/statistics/measures.ts';
import { periodAfter, periodOf } from '../../core/statistics/period.ts';
import { type Axis, all, type Period } from '../../core/statistics/release.ts';

/** `PERIODS`: each from the first to the last. `CHANGE`: the first, the last, and what changed between them. */
export const views = ['PERIODS', 'CHANGE'] as const;
export type FiguresView = (typeof views)[number];

/** What a page of figures shows, as its address says it. */
export interface FiguresQuery {
  readonly measure: Measure;
  readonly from: Period;
  readonly until: Period;
  readonly view: FiguresView;
  /** Absent: each member. */
  readonly members: Members;
}

export type Members = Readonly<Partial<Record<DimensionId, readonly string[]>>>;

/** What was entered, right or wrong, for the form to show again. */
export interface EnteredQuery {
  readonly measure: string;
  readonly from: string;
  readonly until: string;
  readonly view: string;
  readonly members: Members;
}

/** What is wrong with one field of an address. */
export type QueryFault =
  | { readonly kind: 'NO_SUCH_MEASURE'; readonly entered: string }
  | { readonly kind: 'NO_SUCH_PERIOD'; readonly field: 'from' | 'until'; readonly entered: string }
  | { readonly kind: 'OTHER_KIND'; readonly periods: Period['kind'] }
  | { readonly kind: 'UNTIL_BEFORE_FROM'; readonly from: Period }
  | { readonly kind: 'TOO_MANY_PERIODS'; readonly limit: number }
  | { readonly kind: 'NOTHING_TO_COMPARE' }
  | { readonly kind: 'NO_SUCH_VIEW'; readonly entered: string }
  | { readonly kind: 'NO_SUCH_FIELD'; readonly entered: string }
  | { readonly kind: 'NOT_TOLD_APART'; readonly dimension: DimensionId; readonly measure: Measure }
  | { readonly kind: 'NO_SUCH_MEMBER'; readonly dimension: DimensionId; readonly entered: string }
  | { readonly kind: 'TOO_MANY_CELLS'; readonly count: number; readonly limit: number }
  | { readonly kind: 'ADDRESS_TOO_LONG'; readonly limit: number };

export type ReadQuery =
  | { readonly query: FiguresQuery; readonly entered: EnteredQuery }
  | { readonly faults: readonly QueryFault[]; readonly entered: EnteredQuery; readonly measure: Measure | undefined };

/** What there is to choose from. */
export interface QueryRoom {
  /** Newest first. */
  readonly periods: readonly Period[];
  /** Of a measure, in the releases of a span; where there are none, or no span is known, in the latest. */
  axesOf(measure: MeasureId, span?: Span): readonly Axis[];
}

/** Periods of one kind. */
export type Span = Pick<FiguresQuery, 'from' | 'until'>;

export const periodsMax = 120;
const enteredMax = 60;
const membersMax = 200;
const plainFields = ['measure', 'from', 'until', 'view', 'language'] as const;

/** Reads a page's address. What it leaves open is chosen so that the figures stand on one page: see `firstMembers`. */
export function readQuery(search: URLSearchParams, room: QueryRoom): ReadQuery {
  const entered = enteredIn(search);
  const measure = measures.find(({ id }) => id === entered.measure);
  const [latest] = room.periods;
  const from = periodOf(entered.from === '' ? (latest?.id ?? '') : entered.from);
  const until = entered.until === '' ? from : periodOf(entered.until);
  const view = views.find((one) => one === (entered.view === '' ? 'PERIODS' : entered.view));
  const span = from === undefined || until === undefined ? undefined : { from, until };
  const axes = measure === undefined ? [] : room.axesOf(measure.id, span);
  const faults = [
    ...(measure === undefined ? [{ kind: 'NO_SUCH_MEASURE', entered: entered.measure } as const] : []),
    ...periodFaults(entered, from, until, view),
    ...(view === undefined ? [{ kind: 'NO_SUCH_VIEW', entered: entered.view } as const] : []),
    ...fieldFaults(search, measure),
    ...memberFaults(entered.members, axes),
  ];
  if (faults.length > 0 || measure === undefined || from === undefined || until === undefined || view === undefined) {
    return { faults, entered, measure };
  }
  const isBare = dimensionIds.every((id) => !search.has(id)) && !search.has('each');
  const members = isBare ? firstMembers(measure) : withoutWhole(entered.members, axes);
  return { query: { measure, from, until, view, members }, entered: { ...entered, members } };
}

/** Totals where there are any, but for the last dimension, whose members are the first thing to look at. */
export function firstMembers({ dimensions, totals }: Measure): Members {
  const summed = dimensions.slice(0, -1).filter((id) => totals.includes(id));
  return Object.fromEntries(summed.map((id) => [id, [all]]));
}

/** The address of figures: the same figures have the same address. */
export function figuresSearch({ measure, from, until, view, members }: FiguresQuery): string {
  const search = new URLSearchParams({ measure: measure.id, from: from.id });
  if (until.id !== from.id) search.set('until', until.id);
  if (view !== 'PERIODS') search.set('view', view);
  const named = measure.dimensions.filter((id) => (members[id]?.length ?? 0) > 0);
  for (const id of named) for (const member of members[id] ?? []) search.append(id, member);
  // Told from an address that leaves the choice to the page.
  if (named.length === 0) search.set('each', '1');
  return String(search);
}

/** The periods from the first to the last, oldest first. */
export function periodsOf({ from, until }: Span): readonly Period[] {
  const periods: Period[] = [];
  for (let period = from; period.from <= until.from; period = periodAfter(period)) periods.push(period);
  return periods;
}

function enteredIn(search: URLSearchParams): EnteredQuery {
  const text = (name: string) => (search.get(name) ?? '').trim().slice(0, enteredMax);
  const members = dimensionIds.flatMap((id) => {
    const named = search.getAll(id).filter((member) => member !== '');
    const cut = [...new Set(named.slice(0, membersMax).map((member) => member.slice(0, enteredMax)))];
    return cut.length === 0 ? [] : [[id, cut] as const];
  });
  return {
    measure: text('measure'),
    from: text('from'),
    until: text('until'),
    view: text('view'),
    members: Object.fromEntries(members),
  };
}

function periodFaults(
  entered: EnteredQuery,
  from: Period | undefined,
  until: Period | undefined,
  view: FiguresView | undefined,
): readonly QueryFault[] {
  const unknown = (['from', 'until'] as const).filter((field) => entered[field] !== '' && !periodOf(entered[field]));
  if (unknown.length > 0) {
    return unknown.map((field) => ({ kind: 'NO_SUCH_PERIOD', field, entered: entered[field] }));
  }
  if (from === undefined || until === undefined) return [{ kind: 'NO_SUCH_PERIOD', field: 'from', entered: '' }];
  if (from.kind !== until.kind) return [{ kind: 'OTHER_KIND', periods: from.kind }];
  if (until.from < from.from) return [{ kind: 'UNTIL_BEFORE_FROM', from }];
  if (view === 'CHANGE') return from.id === until.id ? [{ kind: 'NOTHING_TO_COMPARE' }] : [];
  return monthsBetween(from, until) / (from.kind === 'MONTH' ? 1 : 3) < periodsMax
    ? []
    : [{ kind: 'TOO_MANY_PERIODS', limit: periodsMax }];
}

function monthsBetween(from: Period, until: Period): number {
  const [first, last] = [from, until].map((one) => Number(one.from.slice(0, 4)) * 12 + Number(one.from.slice(5, 7)));
  return (last ?? 0) - (first ?? 0);
}

function fieldFaults(search: URLSearchParams, measure: Measure | undefined): readonly QueryFault[] {
  const names = [...new Set(search.keys())].filter((name) => name !== 'each');
  const strangers = names.filter((name) => ![...plainFields, ...dimensionIds].some((known) => known === name));
  const others = dimensionIds.filter((id) => names.includes(id) && measure?.dimensions.includes(id) === false);
  return [
    ...strangers.map((name) => ({ kind: 'NO_SUCH_FIELD', entered: name.slice(0, enteredMax) }) as const),
    ...(measure === undefined
      ? []
      : others.map((dimension) => ({ kind: 'NOT_TOLD_APART', dimension, measure }) as const)),
  ];
}

function memberFaults(members: Members, axes: readonly Axis[]): readonly QueryFault[] {
  return axes.flatMap(({ dimension, members: known }) =>
    (members[dimension] ?? [])
      .filter((member) => !known.includes(member))
      .slice(0, 1)
      .map((entered) => ({ kind: 'NO_SUCH_MEMBER', dimension, entered }) as const),
  );
}

/** In the order of the axes; a dimension of which all members are named is one of which none is. */
function withoutWhole(members: Members, axes: readonly Axis[]): Members {
  const kept = axes.flatMap(({ dimension, members: known }) => {
    const named = known.filter((member) => members[dimension]?.includes(member));
    return named.length === 0 || named.length === known.length ? [] : [[dimension, named] as const];
  });
  return Object.fromEntries(kept);
}
