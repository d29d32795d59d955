import { manifestFile, type ReleaseManifest } from '../../../exports/release-files.ts';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';
import { filePath } from './files.tsx';

interface HowParts {
  readonly c: WebContext;
  readonly manifest: ReleaseManifest;
}

/** What a row is, and how to ask the file something. */
export function HowRead({ c }: Pick<HowParts, 'c'>) {
  const { read } = c.get('words').openData;
  const url = `${c.get('registry').issuer}${filePath('latest', 'figures.parquet')}`;
  return (
    <section class="registry-section">
      <h2 class="govuk-heading-m">{read.heading}</h2>
      <Lines lines={read.lines} />
      <p class="govuk-body">{read.inDuckDb}</p>
      <Code
        label={read.inDuckDb}
        lines={[
          'SELECT region, value',
          `FROM read_parquet('${url}')`,
          "WHERE measure = 'NUMBERS_REGISTERED' AND stance = 'ALL' AND region <> 'ALL'",
          "  AND status = 'PUBLISHED'",
          'ORDER BY value DESC;',
        ]}
      />
    </section>
  );
}

export function HowChecked({ c, manifest }: HowParts) {
  const { check } = c.get('words').openData;
  const url = `${c.get('registry').issuer}${filePath(manifest.period.id, manifestFile)}`;
  return (
    <section class="registry-section">
      <h2 class="govuk-heading-m">{check.heading}</h2>
      <p class="govuk-body">{check.digests}</p>
      <Code label={check.digests} lines={['sha256sum figures.csv']} />
      <p class="govuk-body">
        {`${check.signature} `}
        <a class="govuk-link" href="/check">
          {check.checkLink}
        </a>
      </p>
      <p class="govuk-body">{check.onCommandLine}</p>
      <Code label={check.onCommandLine} lines={[`curl -O ${url}`, `npx dnd verify ${manifestFile}`]} />
    </section>
  );
}

/** What was counted and what was left out, in plain words. */
export function HowMade({ c, manifest }: HowParts) {
  const { made } = c.get('words').openData;
  const { number } = formatsIn(c.get('language'), c.get('registry').policy);
  return (
    <section class="registry-section">
      <h2 class="govuk-heading-m">{made.heading}</h2>
      <Lines lines={made.lines(number(manifest.minimumCellSize))} />
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul class="govuk-list govuk-list--bullet">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

/** `label` names the box for who reaches it by the keyboard to scroll it. */
function Code({ label, lines }: { readonly label: string; readonly lines: readonly string[] }) {
  return (
    <section class="registry-scrolling" tabindex={0} aria-label={label}>
      <pre class="registry-code">
        <code>{lines.join('\n')}</code>
      </pre>
    </section>
  );
}
