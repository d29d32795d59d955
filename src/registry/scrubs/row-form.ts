import type { RowForm } from '../../receipts/file-rows.ts';
import type { ListForm } from '../../scrub/list-form.ts';
import type { ListSlice } from '../../scrub/list-slices.ts';

const terminators: Readonly<Record<ListForm['lineEnd'], RowForm['lineTerminator']>> = {
  '\n': 'LF',
  '\r\n': 'CRLF',
  '\r': 'CR',
};

/** What a certificate says of the form of a list, and of what came out of it. */
export function rowFormOf(
  { encoding, mark, form }: Pick<ListSlice, 'encoding' | 'mark' | 'form'>,
  country: string,
): RowForm {
  const { delimiter, lineEnd, hasHeader, numberColumn } = form;
  const written = { delimiter, lineTerminator: terminators[lineEnd], header: hasHeader };
  return { encoding, byteOrderMark: mark.length > 0, ...written, column: numberColumn + 1, country };
}
