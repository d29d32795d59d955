import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import type { ScrubEnd } from '../../registry/scrubs/scrub-job.ts';
import { formatsOf, nameIn } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import { Facts } from './facts.tsx';

/** What can be downloaded of a scrub, in the order in which it is wanted. */
export const resultNames = ['annotated', 'allowed', 'blocked', 'rejected', 'unavailable', 'changed'] as const;

interface DownloadsParts {
  readonly c: WebContext;
  readonly own: OwnScrub;
  readonly end: Extract<ScrubEnd, { readonly status: 'COMPLETED' }>;
}

export function Downloads({ c, own: { job }, end }: DownloadsParts) {
  const { outcome } = c.get('words').callCentre;
  const { bytes } = formatsOf(c);
  const path = `/lists/${job.scrubId}`;
  const results = job.form === 'JOB' ? resultNames.filter((name) => end.results[name] !== undefined) : [];
  return (
    <>
      <h2 class="govuk-heading-m">{outcome.download}</h2>
      <ul class="govuk-list govuk-list--spaced">
        {results.map((name) => (
          <li>
            <a class="govuk-link" href={`${path}/results/${name}`} download>
              {outcome.files[name]}
            </a>
            {` (${bytes(end.results[name] ?? 0)})`}
          </li>
        ))}
        {end.summary.certificate === undefined ? null : (
          <li>
            <a class="govuk-link" href={`${path}/certificate`} download>
              {outcome.certificate}
            </a>
            <br />
            {outcome.certificateText}
            <br />
            <a class="govuk-link" href="/check">
              {outcome.check}
            </a>
          </li>
        )}
        {job.rowSecret === undefined ? null : (
          <li>
            <a class="govuk-link" href={`${path}/row-secret`} download>
              {outcome.rowSecret}
            </a>
            <br />
            {outcome.rowSecretText}
          </li>
        )}
      </ul>
    </>
  );
}

/** The terms, in the words of the form. */
export function AskedAbout({ c, own: { job } }: { readonly c: WebContext; readonly own: OwnScrub }) {
  const { outcome, terms, columns, lists } = c.get('words').callCentre;
  const { policy } = c.get('registry');
  const formats = formatsOf(c);
  const { category, channel, sender, plannedAt, column } = job.terms;
  const named = (
    known: readonly { readonly id: string; readonly names: Readonly<Record<string, string>> }[],
    id: string,
  ) => nameIn(c, known.find((one) => one.id === id)?.names ?? { '': id });
  return (
    <>
      <h2 class="govuk-heading-m">{outcome.asked}</h2>
      <Facts
        facts={[
          [terms.category, named(policy.categories, category)],
          [terms.channel, named(policy.channels, channel)],
          ...(sender === undefined ? [] : [[terms.sender, sender] as const]),
          ...(plannedAt === undefined ? [] : [[terms.planned, formats.dateTime(Date.parse(plannedAt))] as const]),
          ...(column === undefined ? [] : [[columns.label, column] as const]),
          [lists.opened, `${formats.dateTime(job.createdAt)}, ${job.openedBy ?? lists.byProgram}`],
        ]}
      />
    </>
  );
}
