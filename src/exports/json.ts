import type { Cell } from '../core/statistics/release.ts';
import { columns, encodedText, schemaVersion, slicesOf } from './rows.ts';

/**
 * One JSON object: `schemaVersion`, the members of `facts`, and `cells`, one a line. A cell has a member for each column
 * but the dimensions that its measure does not have; `value` is null where it is suppressed.
 */
export async function jsonOf(cells: Iterable<Cell>, facts: object): Promise<Uint8Array<ArrayBuffer>> {
  const head = JSON.stringify({ schemaVersion, ...facts });
  const pieces = [`${head.slice(0, -1)},"cells":[`];
  let before = '\n';
  for await (const slice of slicesOf(cells)) {
    for (const cell of slice) {
      pieces.push(before, JSON.stringify(jsonCell(cell)));
      before = ',\n';
    }
  }
  pieces.push('\n]}\n');
  return encodedText(pieces);
}

function jsonCell(cell: Cell): object {
  const members = columns.map(({ name, of }) => [name, of(cell)] as const);
  return Object.fromEntries(members.filter(([name, value]) => value !== null || name === 'value'));
}
