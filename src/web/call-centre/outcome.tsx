import { secondMs } from '../../core/time.ts';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import type { ScrubEnd, ScrubSummary } from '../../registry/scrubs/scrub-job.ts';
import { splitNames } from '../../scrub/row-output.ts';
import { Button, Form } from '../shell/form.tsx';
import { formatsOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import type { OutcomeWords } from '../words/call-centre-words.ts';
import { AskedAbout, Downloads } from './outcome-files.tsx';

interface OutcomeParts {
  readonly c: WebContext;
  readonly own: OwnScrub;
  readonly end: Extract<ScrubEnd, { readonly status: 'COMPLETED' }>;
}

/** What came out of a list, and what can be done with it. */
export function Outcome({ c, own, end }: OutcomeParts) {
  const { outcome, ended } = c.get('words').callCentre;
  const { summary, startedAt } = end;
  const { registry, path, formats } = {
    registry: c.get('registry'),
    path: `/lists/${own.job.scrubId}`,
    formats: formatsOf(c),
  };
  const until = startedAt + registry.policy.clocks.checkValidForSec * secondMs;
  const isOver = registry.now() >= until;
  const { recheck } = summary;
  return (
    <>
      <p class="govuk-body-l">
        {recheck === undefined
          ? outcome.rows(summary.rows.count)
          : outcome.changed(recheck.changed, recheck.decidedAgain)}
      </p>
      <div class="govuk-inset-text">
        {isOver ? outcome.notAnyMore(formats.dateTime(until)) : outcome.reliedOn(formats.dateTime(until))}
      </div>
      <Counts c={c} summary={summary} />
      <Notes outcome={outcome} summary={summary} />
      {own.job.form === 'STREAMED' ? <p class="govuk-body">{ended.streamed}</p> : null}
      <Downloads c={c} own={own} end={end} />
      <AskedAbout c={c} own={own} />
      <h2 class="govuk-heading-m">{outcome.next}</h2>
      {own.job.form === 'JOB' && own.job.layout !== 'CHANGES' ? <OnceMore c={c} path={path} /> : null}
      <p class="govuk-body">{outcome.keptUntil(formats.dateTime(own.expiresAt))}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={`${path}/delete`}>
          {outcome.remove}
        </a>
      </p>
    </>
  );
}

/** Each kind of answer with its reasons below it; the kinds add up to all rows. */
function Counts({ c, summary }: { readonly c: WebContext; readonly summary: ScrubSummary }) {
  const { outcome } = c.get('words').callCentre;
  const { count } = formatsOf(c);
  const kinds = splitNames.filter((name) => name === 'allowed' || name === 'blocked' || summary.rows[name] > 0);
  return (
    <table class="govuk-table">
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          <th scope="col" class="govuk-table__header">
            {outcome.kind}
          </th>
          <th scope="col" class="govuk-table__header govuk-table__header--numeric">
            {outcome.count}
          </th>
        </tr>
      </thead>
      {kinds.map((name) => (
        <tbody class="govuk-table__body">
          <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
              {outcome.kinds[name].heading}
              <p class="govuk-body-s govuk-!-margin-bottom-0">{outcome.kinds[name].text}</p>
            </th>
            <td class="govuk-table__cell govuk-table__cell--numeric">
              <strong data-rows={name}>{count(summary.rows[name])}</strong>
            </td>
          </tr>
          {reasonsOf(outcome, summary, name).map(([text, rows]) => (
            <tr class="govuk-table__row">
              <td class="govuk-table__cell registry-reason">{text}</td>
              <td class="govuk-table__cell govuk-table__cell--numeric">{count(rows)}</td>
            </tr>
          ))}
        </tbody>
      ))}
      <tfoot class="govuk-table__body">
        <tr class="govuk-table__row">
          <th scope="row" class="govuk-table__header">
            {outcome.total}
          </th>
          <td class="govuk-table__cell govuk-table__cell--numeric">
            <strong data-rows="count">{count(summary.rows.count)}</strong>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

const decisionOf = { allowed: 'ALLOW', blocked: 'BLOCK', rejected: 'REJECTED', unavailable: 'UNAVAILABLE' } as const;

/** Most rows first. */
function reasonsOf(
  outcome: OutcomeWords,
  { reasons }: ScrubSummary,
  name: (typeof splitNames)[number],
): readonly (readonly [text: string, rows: number])[] {
  const words: Readonly<Record<string, string>> =
    name === 'unavailable' ? { UNAVAILABLE: outcome.unavailable } : outcome[name];
  return Object.entries(reasons[decisionOf[name]] ?? {})
    .sort(([, one], [, other]) => other - one)
    .map(([reason, rows]) => [words[reason] ?? reason, rows]);
}

function Notes({ outcome, summary }: { readonly outcome: OutcomeWords; readonly summary: ScrubSummary }) {
  const { rows, blankLines } = summary;
  const notes = [
    ...(rows.duplicates > 0 ? [outcome.duplicates(rows.duplicates)] : []),
    ...(blankLines > 0 ? [outcome.blankLines(blankLines)] : []),
  ];
  return notes.length === 0 ? null : <p class="govuk-body">{notes.join(' ')}</p>;
}

function OnceMore({ c, path }: { readonly c: WebContext; readonly path: string }) {
  const { outcome } = c.get('words').callCentre;
  return (
    <>
      <p class="govuk-body">{outcome.recheckText}</p>
      <Form c={c} action={`${path}/recheck`}>
        <Button text={outcome.recheck} />
      </Form>
      <p class="govuk-body">
        <a class="govuk-link" href={`${path}/again`}>
          {outcome.again}
        </a>
        <br />
        {outcome.againText}
      </p>
    </>
  );
}
