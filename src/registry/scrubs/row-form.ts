import type { RowForm } from '../../receipts/file-rows.ts';
import type { ListForm } from '../../scrub/list-form.ts';

const lineEnds: Readonly<Record<ListForm['lineEnd'], RowForm['lineEnd']>> = { '\n': 'LF', '\r\n': 'CRLF', '\r': 'CR' };

/** What a certificate says of the form of a list, and of what came out of it. */
export function rowFormOf({ delimiter, lineEnd, hasHeader, numberColumn }: ListForm, country: string): RowForm {
  return { delimiter, lineEnd: lineEnds[lineEnd], hasHeads: hasHeader, column: numberColumn + 1, country };
}
