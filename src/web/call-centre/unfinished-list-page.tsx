import type { OwnList } from '../../registry/scrubs/kept-list.ts';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import { deskPage } from './desk-page.tsx';
import { DropZone } from './drop-zone.tsx';
import { nameOf } from './list-name.ts';

/** A list of which a part is here: with the same file it goes on. */
export function unfinishedListPage(c: WebContext, { list, state }: OwnList): Response {
  const { upload, outcome } = c.get('words').callCentre;
  const { percent, bytes } = formatsOf(c);
  const arrived = list.bytes ? percent(Math.min(1, state.inputBytes / list.bytes)) : bytes(state.inputBytes);
  const path = `/lists/${list.scrubId}`;
  return deskPage(
    c,
    { title: upload.unfinishedHeading, current: 'LISTS', back: '/lists' },
    <>
      <span class="govuk-caption-l registry-long">{nameOf(c, list)}</span>
      <h1 class="govuk-heading-l">{upload.unfinishedHeading}</h1>
      <p class="govuk-body-l">{upload.unfinished(arrived)}</p>
      <noscript>
        <p class="govuk-body">{upload.unfinishedPlain}</p>
      </noscript>
      <DropZone c={c} errors={[]} unfinished={{ path, bytes: list.bytes }} />
      <p class="govuk-body">
        <a class="govuk-link" href={`${path}/delete`}>
          {outcome.remove}
        </a>
      </p>
    </>,
  );
}
