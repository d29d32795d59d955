import type { Hono } from 'hono';
import { noteFiguresShown } from '../../../registry/statistics/note-figures-shown.ts';
import { cancelReplay } from '../../../registry/statistics/replays/cancel-replay.ts';
import { readReplay } from '../../../registry/statistics/replays/read-replays.ts';
import type { OwnReplay } from '../../../registry/statistics/replays/replay-job.ts';
import { readForm } from '../../form-fields.ts';
import { Facts } from '../../shell/card.tsx';
import { Button, Form } from '../../shell/form.tsx';
import { formatsOf } from '../../shell/formats.ts';
import { requireOwnForm } from '../../visit.ts';
import type { WebContext, WebEnv } from '../../web-context.ts';
import { regulatorPage } from '../regulator-page.tsx';
import { askedResult } from './asked-result.ts';
import { ReplayFigures } from './replay-figures.tsx';
import { replaysPath } from './start-replay-page.tsx';

/** A comparison as it stands: how far it is, why it failed, or what it found. */
export function replayPage(app: Hono<WebEnv>): void {
  app.get(`${replaysPath}/:replayId`, async (c) => {
    const replay = readReplay(c.get('registry'), c.get('caller'), { replayId: c.req.param('replayId') });
    const { result } = replay;
    const asked = result === undefined ? undefined : askedResult(c, result);
    const errors = asked?.errors ?? [];
    if (result !== undefined && errors.length === 0) {
      const { search } = new URL(c.req.url);
      const query = `replayId=${replay.replayId}${search.replace('?', '&')}`;
      await noteFiguresShown(c.get('registry'), c.get('caller'), { what: 'REPLAY', query });
    }
    const { replays: words } = c.get('words');
    const title = replay.status === 'COMPLETED' ? words.heading : words.statuses[replay.status];
    return regulatorPage(
      c,
      { title, current: 'REPLAYS', back: replaysPath, errors, status: errors.length > 0 ? 400 : 200 },
      <>
        {replay.status === 'QUEUED' || replay.status === 'RUNNING' ? (
          <Progress c={c} replay={replay} title={title} />
        ) : (
          <h1 class="govuk-heading-l">{title}</h1>
        )}
        {replay.fault === undefined ? null : <Failed c={c} fault={replay.fault} />}
        {result === undefined || asked === undefined ? null : (
          <ReplayFigures c={c} replay={replay} result={result} asked={asked} />
        )}
        {replay.endedAt === undefined ? null : (
          <p class="govuk-body">{words.keptUntil(formatsOf(c).dateTime(replay.expiresAt))}</p>
        )}
        <Form c={c} action={`${replaysPath}/${replay.replayId}/delete`}>
          <Button text={replay.endedAt === undefined ? words.cancel : words.remove} look="secondary" />
        </Form>
      </>,
    );
  });
  app.post(`${replaysPath}/:replayId/delete`, async (c) => {
    requireOwnForm(c, await readForm(c));
    await cancelReplay(c.get('registry'), c.get('caller'), { replayId: c.req.param('replayId') });
    return c.redirect(replaysPath, 303);
  });
}

interface ProgressParts {
  readonly c: WebContext;
  readonly replay: OwnReplay;
  readonly title: string;
}

/** A script looks again by itself; without one a link does. */
function Progress({ c, replay: { replayId, status, share, proposedPolicyId }, title }: ProgressParts) {
  const { replays: words } = c.get('words');
  return (
    <>
      <div data-looks-again={status}>
        <h1 class="govuk-heading-l">{title}</h1>
        <Facts rows={[[words.proposed, proposedPolicyId]]} />
        <p class="govuk-body-l" data-told>
          {words.done(formatsOf(c).percent(share))}
        </p>
        <progress
          class="registry-progress"
          max="100"
          value={String(Math.floor(share * 100))}
          aria-label={words.progress}
        />
      </div>
      <p class="govuk-visually-hidden" role="status" data-tells />
      <p class="govuk-body">{words.leave}</p>
      <noscript>
        <p class="govuk-body">
          <a class="govuk-link" href={`${replaysPath}/${replayId}`}>
            {words.refresh}
          </a>
        </p>
      </noscript>
    </>
  );
}

function Failed({ c, fault }: { readonly c: WebContext; readonly fault: NonNullable<OwnReplay['fault']> }) {
  const { failed } = c.get('words').replays;
  return (
    <>
      <p class="govuk-body">{failed}</p>
      <p class="govuk-inset-text" lang="en">
        {[fault.field, fault.message, fault.limit].filter((text) => text !== undefined).join(': ')}
      </p>
    </>
  );
}
