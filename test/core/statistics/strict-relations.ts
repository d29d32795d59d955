import { type ChangeKind, changeKinds, choices, idleKinds, stances } from '../../../src/core/statistics/cube-axes.ts';
import type { FigureTable } from '../../../src/core/statistics/figure-table.ts';
import type { MeasureId } from '../../../src/core/statistics/measures.ts';
import { all } from '../../../src/core/statistics/release.ts';
import { adds, type CellName, cellName, type Relation, within } from './linear-attack.ts';
import { relationsOf } from './relations.ts';

type Months = readonly (readonly FigureTable[])[];

export interface StrictRelations {
  readonly relations: readonly Relation[];
  /** Groups of persons that no cell tells and a difference of two cells does: how many they are. */
  readonly differences: ReadonlyMap<CellName, number>;
}

const raising: readonly ChangeKind[] = ['NUMBER_RECLAIMED', 'NUMBER_REASSIGNED', 'HISTORY_ERASED'];
const lowering: readonly ChangeKind[] = ['NUMBER_DISCONNECTED', 'NUMBER_REASSIGNED', 'HISTORY_ERASED', 'RECORD_ERASED'];
const choosing: readonly ChangeKind[] = ['PREFERENCES_SET', 'IMPORTED', 'ASSERTION_WAITS', 'NUMBER_RESTORED'];

/**
 * What somebody knows besides who knows how the registry works: that nobody was in it before the first month
 * (`FROM_NOTHING`), which kinds of entries bring a number in, take it out or only move it, and which way in a kind takes.
 */
export function strictRelationsOf(months: Months, began: 'NEVER_MIND' | 'FROM_NOTHING'): StrictRelations {
  const relations: Relation[] = [...relationsOf(months)];
  const differences = new Map<CellName, number>();
  months.forEach((_, month) => {
    new StrictMonth(months, month, { relations, differences, flows: month > 0 || began === 'FROM_NOTHING' }).addAll();
  });
  return { relations, differences };
}

class StrictMonth {
  readonly #months: Months;
  readonly #month: number;
  readonly #relations: Relation[];
  readonly #differences: Map<CellName, number>;
  /** Whether what stood before is known of. */
  readonly #flows: boolean;

  constructor(
    months: Months,
    month: number,
    found: { readonly relations: Relation[]; readonly differences: Map<CellName, number>; readonly flows: boolean },
  ) {
    this.#months = months;
    this.#month = month;
    this.#relations = found.relations;
    this.#differences = found.differences;
    this.#flows = found.flows;
  }

  addAll(): void {
    for (const region of this.#members('NUMBERS_REGISTERED', 0)) {
      this.#changes(region);
      this.#numbers(region);
      for (const [category, channel] of this.#strata()) this.#consents(region, category, channel);
    }
  }

  #changes(region: string): void {
    const kind = (change: string) => cellName(this.#month, 'CHANGES', region, change);
    const byApi = cellName(this.#month, 'CHANGES_BY_WAY_IN', region, 'API');
    this.#difference(['CHANGES_BY_WAY_IN', region, 'IMPORT'], ['CHANGES', region, 'IMPORTED']);
    this.#difference(['CHANGES', region, 'CONSENT_WITHDRAWN'], ['CONSENT_CHANGES', region, 'WITHDRAWN']);
    const [into, outOf, moved] = ['IN', 'OUT', 'MOVED'].map((name) => this.#other(name, region)) as [
      string,
      string,
      string,
    ];
    const effective = changeKinds.filter((one) => !idleKinds.includes(one)).map(kind);
    this.#relations.push(
      within([kind('CONSENT_REQUESTED')], [byApi]),
      within([moved], choosing.map(kind)),
      within([into, moved], [...raising, ...choosing].map(kind)),
      within([outOf, moved], [...lowering, ...choosing].map(kind)),
      within([into, outOf, moved], effective),
    );
  }

  #numbers(region: string): void {
    const registered = (stance: string): Cell => ['NUMBERS_REGISTERED', region, stance];
    this.#flow(registered(all), this.#other('IN', region), this.#other('OUT', region));
    const refuseAll = registered('REFUSE_ALL');
    this.#partition(region, stances.map(registered));
    for (const stratum of this.#strata()) {
      const chosen = (choice: string): Cell => ['NUMBERS_BY_CHOICE', region, ...stratum, choice];
      this.#difference(registered('LAW'), chosen('UNSPOKEN'));
      const refusing = this.#difference(chosen('REFUSED'), refuseAll);
      this.#partition(region, [refuseAll, refusing, ...choices.slice(1).map(chosen)]);
    }
    for (const measure of ['NUMBERS_REFUSING_HOURS', 'NUMBERS_REFUSING_DAYS'] as const) {
      for (const time of this.#members(measure, 1)) {
        const others = this.#difference(registered(all), [measure, region, time]);
        this.#partition(region, [refuseAll, this.#difference([measure, region, time], refuseAll), others]);
      }
    }
  }

  #consents(region: string, category: string, channel: string): void {
    const at: Cell = ['CONSENTS_IN_FORCE', region, category, channel];
    const changed = (change: string) => cellName(this.#month, 'CONSENT_CHANGES', region, change);
    const [given, ended] = ['GIVEN', 'ENDED'].map((name) => this.#other(name, ...at)) as [string, string];
    this.#flow(at, given, ended);
    this.#relations.push(within([given], [changed('GIVEN')]));
    this.#relations.push(within([ended], ['WITHDRAWN', 'EXPIRED', 'ENDED'].map(changed)));
  }

  /** Whoever came is in one of the cells, whoever moved left one for another. */
  #partition(region: string, cells: readonly Cell[]): void {
    const flows = ['IN', 'OUT', 'MOVED_IN', 'MOVED_OUT'].map((name) =>
      cells.map((cell) => this.#other(name, ...cells.flat(), ...cell)),
    );
    const [into = [], outOf = [], movedIn = [], movedOut = []] = flows;
    cells.forEach((cell, at) => {
      this.#flow(cell, [into[at], movedIn[at]], [outOf[at], movedOut[at]]);
    });
    this.#relations.push(
      adds(this.#other('IN', region), into),
      adds(this.#other('OUT', region), outOf),
      within(movedIn, [this.#other('MOVED', region)]),
      within(movedIn, movedOut),
      within(movedOut, movedIn),
    );
  }

  /** What stands is what stood, and what came, without what went. */
  #flow(cell: Cell, came: Flow, went: Flow): void {
    if (!this.#flows) return;
    const before = this.#month === 0 ? [] : [[1, this.#name(cell, this.#month - 1)] as const];
    const flows = [came, went].map((flow) => [flow].flat().filter((one) => one !== undefined));
    const [plus = [], minus = []] = flows;
    const terms = [...plus.map((one) => [1, one] as const), ...minus.map((one) => [-1, one] as const)];
    this.#relations.push({ isZero: true, terms: [[-1, this.#name(cell)], ...before, ...terms] });
  }

  #difference(whole: Cell, part: Cell): Cell {
    const cell: Cell = ['DIFFERENCE', ...whole, ...part];
    this.#differences.set(this.#name(cell), this.#value(whole) - this.#value(part));
    this.#relations.push(adds(this.#name(whole), [this.#name(part), this.#name(cell)]));
    return cell;
  }

  #name([first, ...members]: Cell, month = this.#month): CellName {
    return cellName(month, first as MeasureId, ...members);
  }

  #other(...parts: readonly string[]): CellName {
    return this.#name(['OTHER', ...parts]);
  }

  #value([measure, ...members]: Cell): number {
    return this.#months[this.#month]?.find((table) => table.measure === measure)?.at(...members) ?? 0;
  }

  #members(measure: MeasureId, depth: number): readonly string[] {
    return this.#months[this.#month]?.find((table) => table.measure === measure)?.axes[depth]?.members ?? [];
  }

  #strata(): readonly (readonly [string, string])[] {
    const channels = this.#members('NUMBERS_BY_CHOICE', 2);
    return this.#members('NUMBERS_BY_CHOICE', 1).flatMap((one) => channels.map((other) => [one, other] as const));
  }
}

/** A measure, or the name of what is no measure, and members. */
type Cell = readonly [string, ...string[]];
type Flow = CellName | readonly (CellName | undefined)[];
