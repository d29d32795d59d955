import type { Child } from 'hono/jsx';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import { progressOf } from '../../registry/scrubs/read-scrubs.ts';
import type { ScrubFault } from '../../registry/scrubs/scrub-job.ts';
import { Button, Form } from '../shell/form.tsx';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import type { Failure } from '../words/call-centre-words.ts';
import { deskPage } from './desk-page.tsx';
import { Facts } from './facts.tsx';
import { nameOf } from './list-name.ts';
import { Outcome } from './outcome.tsx';

/** A list that was asked about: how far it is, or how it ended. */
export function scrubPage(c: WebContext, own: OwnScrub): Response {
  const { job, state, status } = own;
  const { states, outcome, ended } = c.get('words').callCentre;
  const name = nameOf(c, job);
  const titles: Partial<Record<typeof status, string>> = { COMPLETED: outcome.heading, FAILED: ended.failed };
  const heading = titles[status] ?? states[status];
  const { end } = state;
  const title = <Title name={name} heading={heading} />;
  const isUnderWay = status === 'QUEUED' || status === 'RUNNING' || status === 'UPLOADING';
  let content: Child;
  if (isUnderWay) content = <Progress c={c} own={own} title={title} />;
  else if (status === 'COMPLETED' && end?.status === 'COMPLETED') content = <Outcome c={c} own={own} end={end} />;
  else content = <Ended c={c} own={own} />;
  return deskPage(
    c,
    { title: `${heading}: ${name}`, current: 'LISTS', back: '/lists' },
    <>
      {isUnderWay ? null : title}
      {content}
    </>,
  );
}

function Title({ name, heading }: { readonly name: string; readonly heading: string }) {
  return (
    <>
      <span class="govuk-caption-l registry-long">{name}</span>
      <h1 class="govuk-heading-l">{heading}</h1>
    </>
  );
}

/** A script looks again by itself, and tells of it now and then; without one a link does. */
function Progress({ c, own, title }: { readonly c: WebContext; readonly own: OwnScrub; readonly title: Child }) {
  const { progress } = c.get('words').callCentre;
  const { count, percent, span } = formatsOf(c);
  const path = `/lists/${own.job.scrubId}`;
  const reached = progressOf(own);
  const remaining = reached?.remainingSec === undefined ? progress.unknown : span(reached.remainingSec);
  return (
    <>
      <div data-looks-again={own.status}>
        {title}
        <p class="govuk-body-l" data-told>
          {reached === undefined ? progress.queued : progress.decided(percent(reached.share))}
        </p>
        <progress
          class="registry-progress"
          max="100"
          value={String(Math.floor((reached?.share ?? 0) * 100))}
          aria-label={progress.label}
        />
        {reached === undefined ? null : (
          <Facts
            facts={[
              [progress.rows, count(reached.rows)],
              [progress.rate, reached.rowsPerSec === 0 ? progress.unknown : count(reached.rowsPerSec)],
              [progress.remaining, remaining],
            ]}
          />
        )}
      </div>
      <p class="govuk-visually-hidden" role="status" data-tells />
      <p class="govuk-body">{progress.leave}</p>
      <noscript>
        <p class="govuk-body">
          <a class="govuk-link" href={path}>
            {progress.refresh}
          </a>
        </p>
      </noscript>
      <Form c={c} action={`${path}/delete`}>
        <Button text={progress.cancel} look="secondary" />
      </Form>
    </>
  );
}

/** Without results: why, and what can be done. */
function Ended({ c, own }: { readonly c: WebContext; readonly own: OwnScrub }) {
  const { ended, outcome, limit: limitWord } = c.get('words').callCentre;
  const { job, state, status } = own;
  const path = `/lists/${job.scrubId}`;
  const fault = status === 'FAILED' ? faultOf(own) : undefined;
  const hasCertificate = state.end?.status === 'COMPLETED' && state.end.summary.certificate !== undefined;
  const canAskAgain = status === 'FAILED' && job.form === 'JOB' && job.layout !== 'CHANGES';
  return (
    <>
      {fault === undefined ? null : <p class="govuk-body-l">{ended.failures[failureOf(fault)]}</p>}
      {fault === undefined ? null : (
        <details class="govuk-details">
          <summary class="govuk-details__summary">
            <span class="govuk-details__summary-text">{ended.forEngineers}</span>
          </summary>
          <div class="govuk-details__text registry-long">
            <code lang="en">{`${fault.code}: ${fault.message}`}</code>
            {fault.limit === undefined ? null : <p class="govuk-body-s">{`${limitWord}: ${fault.limit}`}</p>}
          </div>
        </details>
      )}
      {status === 'CANCELLED' ? <p class="govuk-body-l">{ended.cancelled}</p> : null}
      {status === 'EXPIRED' ? <p class="govuk-body-l">{ended.expired}</p> : null}
      {canAskAgain ? (
        <a href={`${path}/again`} class="govuk-button">
          {outcome.again}
        </a>
      ) : null}
      <ul class="govuk-list">
        {status === 'EXPIRED' && hasCertificate ? (
          <LinkItem path={`${path}/certificate`} text={outcome.certificate} />
        ) : null}
        {<LinkItem path={`${path}/delete`} text={outcome.remove} />}
      </ul>
    </>
  );
}

function LinkItem({ path, text }: { readonly path: string; readonly text: string }) {
  return (
    <li>
      <a class="govuk-link" href={path}>
        {text}
      </a>
    </li>
  );
}

/** One whose process ended with its client says nothing of itself. */
function faultOf({ state: { end } }: OwnScrub): ScrubFault {
  return end?.status === 'FAILED' ? end.fault : { code: 'UNAVAILABLE', message: 'the registry ended' };
}

function failureOf({ code, field }: ScrubFault): Failure {
  if (field === 'column') return 'COLUMN';
  const byCode: Partial<Record<ScrubFault['code'], Failure>> = {
    INVALID_ARGUMENT: 'UNREADABLE',
    PAYLOAD_TOO_LARGE: 'TOO_LARGE',
    QUOTA_EXCEEDED: 'QUOTA',
    TOO_MANY_REQUESTS: 'QUOTA',
    PERMISSION_DENIED: 'NOT_ADMITTED',
  };
  return byCode[code] ?? 'OURS';
}
