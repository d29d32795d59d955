import type { FormError } from '../shell/error-summary.tsx';
import type { WebContext } from '../web-context.ts';
import { deskPage } from './desk-page.tsx';
import { DropZone } from './drop-zone.tsx';

export function newListPage(c: WebContext, errors: readonly FormError[] = []): Response {
  const { upload } = c.get('words').callCentre;
  return deskPage(
    c,
    { title: upload.heading, current: 'NEW', back: '/lists', errors, status: errors.length > 0 ? 400 : 200 },
    <>
      <h1 class="govuk-heading-l">{upload.heading}</h1>
      <p class="govuk-body-l">{upload.lead}</p>
      <DropZone c={c} errors={errors} />
    </>,
  );
}
