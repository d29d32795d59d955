import type { Hono } from 'hono';
import { Fault } from '../../core/fault.ts';
import { downloadName, manifestFile } from '../../exports/release-files.ts';
import { type ExportedRelease, exportRelease, manifestText } from '../../registry/statistics/export-release.ts';
import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { DemoFigures } from '../figures/demo-figures.tsx';
import { Facts } from '../shell/card.tsx';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext, WebEnv } from '../web-context.ts';
import { figureNames } from './figure-names.ts';
import { regulatorPage } from './regulator-page.tsx';

/** The files of one release, with what is needed to know them again. */
export function releaseFilesPages(app: Hono<WebEnv>): void {
  app.get('/desk/releases/:period', async (c) => {
    const exported = await exportedRelease(c);
    const { releases: words } = c.get('words').desk;
    const title = `${words.heading}: ${figureNames(c).period(exported.period)}`;
    return regulatorPage(
      c,
      { title, current: 'RELEASES', back: '/desk/releases' },
      <>
        <h1 class="govuk-heading-l">{title}</h1>
        <DemoFigures c={c} />
        <ReleaseFacts c={c} exported={exported} />
        <h2 class="govuk-heading-m">{words.filesHeading}</h2>
        <p class="govuk-body">{words.filesLead}</p>
        <FileTable c={c} exported={exported} />
      </>,
    );
  });
  app.get('/desk/releases/:period/:file', async (c) => {
    const exported = await exportedRelease(c);
    const name = c.req.param('file');
    const found = exported.files.find((file) => file.name === name);
    if (found === undefined && name !== manifestFile) {
      throw new Fault('NOT_FOUND', 'the release has no such file', { field: 'path:file' });
    }
    const query = `period=${exported.period}&file=${name}`;
    await noteFiguresShown(c.get('registry'), c.get('caller'), { what: 'EXPORT', query });
    return new Response(found?.bytes ?? manifestText(exported), {
      headers: {
        'content-type': found?.mediaType ?? 'application/json',
        'content-disposition': `attachment; filename="${downloadName(exported.manifest, name)}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

function exportedRelease(c: WebContext): Promise<ExportedRelease> {
  const period = (c.req.param('period') ?? '').slice(0, 16);
  return exportRelease(c.get('registry'), c.get('caller'), { period });
}

interface ReleaseParts {
  readonly c: WebContext;
  readonly exported: ExportedRelease;
}

function ReleaseFacts({ c, exported: { manifest } }: ReleaseParts) {
  const { releases: words } = c.get('words').desk;
  const { dateTime, count } = formatsOf(c);
  return (
    <Facts
      rows={[
        [words.countedAt, dateTime(Date.parse(manifest.countedAt))],
        [words.position, manifest.position],
        [words.policy, manifest.policy],
        [words.minimum, count(manifest.minimumCellSize)],
        [words.rows, count(manifest.rows)],
        [words.suppressed, count(manifest.suppressed)],
      ]}
    />
  );
}

function FileTable({ c, exported: { period, manifest } }: ReleaseParts) {
  const { releases: words } = c.get('words').desk;
  const { bytes: inBytes } = formatsOf(c);
  const path = (file: string) => `/desk/releases/${period}/${file}`;
  return (
    <>
      <table class="govuk-table registry-stacked">
        <caption class="govuk-table__caption govuk-visually-hidden">{words.filesHeading}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {[words.file, words.bytes, words.digest].map((head) => (
              <th scope="col" class="govuk-table__header">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {manifest.files.map(({ file, bytes, sha256 }) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href={path(file)}>
                  {file}
                </a>
              </th>
              <td class="govuk-table__cell registry-size" data-head={words.bytes}>
                {inBytes(bytes)}
              </td>
              <td class="govuk-table__cell registry-long registry-digest" data-head={words.digest}>
                <code>{sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="govuk-body">
        <a class="govuk-link" href={path(manifestFile)}>
          {words.manifest}
        </a>
      </p>
    </>
  );
}
