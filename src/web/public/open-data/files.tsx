import { parseInstant } from '../../../core/time.ts';
import { manifestFile } from '../../../exports/release-files.ts';
import { type ExportedRelease, manifestText } from '../../../registry/statistics/export-release.ts';
import { periodName } from '../../figures/period-name.ts';
import { Facts } from '../../shell/card.tsx';
import { formatsOf } from '../../shell/formats.ts';
import type { WebContext } from '../../web-context.ts';
import type { OpenDataWords } from '../../words/open-data-words.ts';
import { figuresPath } from '../figures/figures-path.ts';

interface FilesParts {
  readonly c: WebContext;
  readonly exported: ExportedRelease;
}

/** Where programs fetch a file of a release. */
export function filePath(period: string, file: string): string {
  return `/v1/open-data/releases/${period}/${file}`;
}

/** The files of one release, and what they hold. */
export function Files({ c, exported }: FilesParts) {
  const { openData } = c.get('words');
  const { manifest } = exported;
  const period = periodName(c.get('registry').policy, c.get('language'), exported.period);
  const manifestBytes = new TextEncoder().encode(manifestText(exported)).length;
  const formats = formatsOf(c);
  const { id } = manifest.period;
  return (
    <section class="registry-section">
      <h2 class="govuk-heading-m">{openData.files(period)}</h2>
      <table class="govuk-table registry-stacked">
        <caption class="govuk-table__caption govuk-visually-hidden">{openData.files(period)}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {[openData.file, openData.what, openData.size, openData.digest].map((head) => (
              <th scope="col" class="govuk-table__header">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {manifest.files.map(({ file, bytes, sha256 }) => (
            <FileRow openData={openData} id={id} file={file} size={formats.bytes(bytes)} digest={sha256} />
          ))}
          <FileRow openData={openData} id={id} file={manifestFile} size={formats.bytes(manifestBytes)} />
        </tbody>
      </table>
      <Facts
        rows={[
          [openData.licence, `${openData.licenceName} (${manifest.licence})`],
          [openData.rows, formats.count(manifest.rows)],
          [openData.suppressedRows, formats.count(manifest.suppressed)],
          [openData.schema, formats.count(manifest.schemaVersion)],
          [openData.countedAt, formats.dateTime(parseInstant(manifest.countedAt) ?? 0)],
          [openData.position, <span class="registry-long">{manifest.position}</span>],
        ]}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={figuresPath(id, 'ALL')}>
          {openData.seeFigures}
        </a>
      </p>
    </section>
  );
}

interface FileRowParts {
  readonly openData: OpenDataWords;
  readonly id: string;
  readonly file: string;
  readonly size: string;
  /** Absent of the manifest, which cannot tell its own. */
  readonly digest?: string;
}

function FileRow({ openData, id, file, size, digest }: FileRowParts) {
  const kind = file.startsWith('figures.') ? file.slice('figures.'.length) : file.replace('.json', '');
  return (
    <tr class="govuk-table__row">
      <th scope="row" class="govuk-table__header">
        <a class="govuk-link" href={filePath(id, file)}>
          {file}
        </a>
      </th>
      <td class="govuk-table__cell" data-head={openData.what}>
        {openData.kinds[kind as keyof OpenDataWords['kinds']]}
      </td>
      <td class="govuk-table__cell registry-whole" data-head={openData.size}>
        {size}
      </td>
      <td class="govuk-table__cell" data-head={openData.digest}>
        {digest === undefined ? '–' : <code class="registry-digest">{digest}</code>}
      </td>
    </tr>
  );
}
