import { formatPhoneNumber } from '../../core/phone-number.ts';
import type { ListPreview, PreviewRow } from '../../scrub/list-preview.ts';
import type { WebContext } from '../web-context.ts';
import type { ColumnWords } from '../words/call-centre-words.ts';
import { type Fact, Facts } from './facts.tsx';

/** How a list is going to be read: what was found, its first rows, and the choice of another column. */
export function ColumnsFound({ c, preview, path }: ColumnsFoundParts) {
  const { columns } = c.get('words').callCentre;
  const { column, rows } = preview;
  return (
    <>
      <h2 class="govuk-heading-m">{columns.heading}</h2>
      <Facts facts={foundFacts(columns, preview)} />
      {column === undefined ? (
        <div class="govuk-inset-text">
          <strong>{columns.notFound}</strong>
        </div>
      ) : null}
      {rows.length === 0 ? null : <Sample columns={columns} preview={preview} />}
      {preview.columns > 1 ? <ColumnChoice columns={columns} preview={preview} path={path} /> : null}
    </>
  );
}

interface ColumnsFoundParts {
  readonly c: WebContext;
  readonly preview: ListPreview;
  /** Of the page that shows the list by another column. */
  readonly path: string;
}

function foundFacts(columns: ColumnWords, preview: ListPreview): readonly Fact[] {
  const { delimiter, encoding, isCompressed, hasHeader, column } = preview;
  const text = columns.encodings[encoding];
  const taken =
    column === undefined ? (
      columns.notFound
    ) : (
      <>
        {columnTitle(columns, preview, column.place)}
        <br />
        {columns.found[column.by]}
      </>
    );
  return [
    [columns.numbers, taken],
    [
      columns.delimiter,
      preview.columns === 1
        ? columns.oneColumn
        : (columns.delimiters[delimiter as keyof ColumnWords['delimiters']] ?? delimiter),
    ],
    [columns.heads, hasHeader ? columns.withHeads : columns.withoutHeads],
    [columns.encoding, isCompressed ? `${text}, ${columns.compressed}` : text],
  ];
}

function columnTitle(columns: ColumnWords, { heads }: ListPreview, place: number): string {
  const head = heads[place] ?? '';
  return head === '' ? columns.place(place + 1) : `${columns.place(place + 1)}: ${shortened(head)}`;
}

const cellCharactersMax = 60;

function shortened(cell: string): string {
  return cell.length > cellCharactersMax ? `${cell.slice(0, cellCharactersMax)}…` : cell;
}

/** Wide lists scroll in their frame, which the keyboard reaches. */
function Sample({ columns, preview }: { readonly columns: ColumnWords; readonly preview: ListPreview }) {
  const { rows, column } = preview;
  const width = Math.max(1, ...rows.map(({ cells }) => cells.length), preview.heads.length);
  const places = [...Array(width).keys()];
  const caption = columns.sample(rows.length);
  return (
    <section class="registry-scrolling" tabindex={0} aria-label={caption}>
      <table class="govuk-table govuk-table--small-text-until-tablet">
        <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {column === undefined ? null : (
              <th scope="col" class="govuk-table__header registry-taken">
                {columns.readAs}
              </th>
            )}
            {places.map((place) => (
              <th scope="col" class={`govuk-table__header${place === column?.place ? ' registry-taken' : ''}`}>
                {columnTitle(columns, preview, place)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map((row) => (
            <tr class="govuk-table__row">
              {column === undefined ? null : (
                <td class="govuk-table__cell registry-taken">{readAs(columns, row.number)}</td>
              )}
              {places.map((place) => (
                <td class={`govuk-table__cell${place === column?.place ? ' registry-taken' : ''}`}>
                  {shortened(row.cells[place] ?? '')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function readAs(columns: ColumnWords, number: PreviewRow['number']): string {
  if (number === undefined) return '';
  return typeof number === 'string' ? columns.unreadable[number] : formatPhoneNumber(number);
}

function ColumnChoice({
  columns,
  preview,
  path,
}: {
  readonly columns: ColumnWords;
  readonly preview: ListPreview;
  readonly path: string;
}) {
  return (
    <form action={path} method="get">
      <div class="govuk-form-group">
        <label class="govuk-label" for="column">
          {columns.label}
        </label>
        <select class="govuk-select" id="column" name="column">
          {[...Array(preview.columns).keys()].map((place) => (
            <option value={String(place + 1)} selected={place === preview.column?.place}>
              {columnTitle(columns, preview, place)}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">
        {columns.show}
      </button>
    </form>
  );
}
