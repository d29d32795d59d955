/** What adds up over rows that are hidden together: from the rows that are shown and the total, anybody has the sum. */
export interface Part {
  readonly value: number;
  /** Known to everybody by other figures: `value` is no less. Absent: 0. */
  readonly floor?: number;
}

/** One row of a table of persons, as disclosure control sees it. */
export interface Row {
  /** Counts of persons that the row tells, or that can be worked out from it. */
  readonly cells: readonly number[];
  /** As many for each row of a table. */
  readonly parts: readonly Part[];
  /** What is lost by hiding it: small rows are hidden before large ones. */
  readonly size: number;
  /** In the release before; absent where there is none. */
  readonly before?: 'HIDDEN' | 'SHOWN';
  /** So little happened to it since that release that it would give away how it stood then. */
  readonly isStill?: boolean;
}

export interface Hidden {
  readonly rows: ReadonlySet<number>;
  /** The row of totals is hidden too, and with it every sum of `parts`. */
  readonly total: boolean;
}

/** From one to one below the minimum: so few that a person may be found among them. */
export function isSmall(count: number, minimum: number): boolean {
  return count > 0 && count < minimum;
}

/**
 * Which rows of a table are hidden, wholly, so that none of their small cells can be worked out. Hidden are rows with
 * a small cell, rows that were hidden and hardly changed, and so many others that each sum over the hidden rows is
 * zero or at least the minimum, also over those of them alone that were not hidden before (see `knownGroups`); where
 * even all rows do not come to that, the row of totals.
 *
 * Why that is enough. Let a part be a cell that may be anything from 0 to its row's size, the sum S of it over the
 * hidden rows being known, and the rows' sizes too (r for one row, T for all of them). Its values are those of a table of two
 * rows and two columns with known margins: from max(0, r + S − T) to min(r, S), a width of min(r, S, T − r, T − S).
 * Rows that are shown, and sizes that are, are zero or at least the minimum, so are S and T − S (which is the sum of
 * the row's other parts), and where one of the four is zero the cell is zero or the whole of a row, hence not small.
 * Where the row's size is hidden as well, the values are 0 to S: give one of the rows all that the hidden rows have.
 * With floors the same holds for what exceeds them.
 */
export function hiddenRows(rows: readonly Row[], minimum: number): Hidden {
  const first = new Set<number>();
  rows.forEach(({ cells, before, isStill = false }, at) => {
    if (cells.some((cell) => isSmall(cell, minimum)) || (before === 'HIDDEN' && isStill)) first.add(at);
  });
  if (first.size === 0) return { rows: first, total: false };
  const hidden = new Set(first);
  // How a row stands that was shown and hardly changed is known: it hides nothing.
  const isKnown = ({ before, isStill = false }: Row) => before === 'SHOWN' && isStill;
  const candidates = [...rows.entries()].flatMap(([at, row]) => (hidden.has(at) || isKnown(row) ? [] : [at]));
  // A row of nobody hides nothing either, where that is known.
  const size = (at: number) => rows[at]?.size || Number.POSITIVE_INFINITY;
  candidates.sort((a, b) => rank(rows[a]) - rank(rows[b]) || Math.sign(size(a) - size(b)) || 0);
  for (;;) {
    const lacking = knownGroups(rows, hidden).find(
      (group) => group.size === 1 || openParts(rows, group, minimum).length > 0,
    );
    const baring = baresMoved(rows, hidden);
    if (lacking === undefined && !baring) return { rows: hidden, total: false };
    const open = baring || lacking === undefined ? [] : openParts(rows, lacking, minimum);
    const fits = (row: Row | undefined) =>
      baring ? row?.isStill !== true : open.length === 0 || contributes(row, open);
    const next = candidates.find((at) => !hidden.has(at) && fits(rows[at]));
    if (next === undefined) return { rows: first, total: true };
    hidden.add(next);
  }
}

/**
 * The sets of hidden rows whose sums anybody has: all of them; and where those that were hidden before all hardly
 * changed, and so are hidden again, their sum is the one of the release before, and what is left is that of the others.
 */
export function knownGroups(rows: readonly Row[], hidden: ReadonlySet<number>): readonly ReadonlySet<number>[] {
  const kept = new Set([...hidden].filter((at) => rows[at]?.before === 'HIDDEN'));
  const isKnown = rows.every(({ before, isStill = false }) => before !== 'HIDDEN' || isStill);
  if (!isKnown || kept.size === 0 || kept.size === hidden.size) return [hidden];
  return [hidden, new Set([...hidden].filter((at) => !kept.has(at)))];
}

/**
 * Whether those that are shown now, having been hidden beside others, are given away by these: what is hidden stands as it
 * did, so its sum is that of then, and the rest of the sum of then is theirs.
 */
function baresMoved(rows: readonly Row[], hidden: ReadonlySet<number>): boolean {
  const own = [...hidden].map((at) => rows[at]);
  const isMoved = ({ before, isStill = false }: Row) => before === 'HIDDEN' && !isStill;
  return rows.some(isMoved) && own.every((row) => row?.isStill) && own.some((row) => row?.before === 'HIDDEN');
}

/** What was hidden stays hidden rather than that something else is. */
function rank({ before }: Row = { cells: [], parts: [], size: 0 }): number {
  return before === 'HIDDEN' ? 0 : 1;
}

/** The parts whose sums over the hidden rows would give something away. */
function openParts(rows: readonly Row[], hidden: ReadonlySet<number>, minimum: number): readonly number[] {
  const own = [...hidden].map((at) => rows[at]?.parts ?? []);
  return (own[0] ?? []).flatMap((_, part) => {
    const parts = own.map((row) => row[part] ?? { value: 0 });
    const sum = parts.reduce((total, { value }) => total + value, 0);
    const excess = parts.reduce((total, { value, floor = 0 }) => total + value - floor, 0);
    const isTight = excess < minimum && parts.some(({ value }) => isSmall(value, minimum));
    return isSmall(sum, minimum) || isTight ? [part] : [];
  });
}

function contributes(row: Row | undefined, open: readonly number[]): boolean {
  return open.some((part) => {
    const { value, floor = 0 } = row?.parts[part] ?? { value: 0 };
    return value - floor > 0;
  });
}
