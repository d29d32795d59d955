import type { ScrubReport } from '../../receipts/scrub-certificate.ts';
import type { ScrubSummary } from '../../registry/scrubs/scrub-job.ts';

/** What became of a list, for people. The parts add up to the rows. */
export function summaryText({ rows, reasons, duplicatesAreAll, blankLines, position, policy }: ScrubSummary): string {
  const counts = [
    ['rows', rows.count],
    ['allowed', rows.allowed, reasons.ALLOW],
    ['blocked', rows.blocked, reasons.BLOCK],
    ['rejected', rows.rejected, reasons.REJECTED],
    ['unavailable', rows.unavailable],
  ] as const;
  const width = rows.count.toLocaleString('en').length;
  const lines = counts.map(([name, count, why = {}]) => {
    const parts = Object.entries(why).map(([reason, some]) => `${reason} ${some.toLocaleString('en')}`);
    return `${name.padEnd(12)}${count.toLocaleString('en').padStart(width)}  ${parts.join(', ')}`.trimEnd();
  });
  const more = duplicatesAreAll ? '' : 'at least ';
  return [
    ...lines,
    `Of these, ${more}${rows.duplicates.toLocaleString('en')} repeat a number of an earlier row.` +
      (blankLines === 0 ? '' : ` ${blankLines.toLocaleString('en')} blank lines are left out.`),
    `As of ${position}, policy ${policy}.`,
  ].join('\n');
}

const outcomeWords: Readonly<Record<ScrubReport['outcome'], string>> = {
  VALID: 'the registry signed this, and it holds now',
  EXPIRED: 'the registry signed this, and it holds no more',
  NOT_YET_VALID: 'the registry signed this for a time to come',
  CONTENT_DIFFERS: 'the signature holds, but a file is not the one that was signed',
  KEY_COMPROMISED: 'the key was disowned: the signature proves nothing',
  UNKNOWN_KEY: 'none of these keys signed it',
  BAD_SIGNATURE: 'the signature does not hold: it was forged or altered',
  MALFORMED: 'this is no certificate of a scrub',
};

export function reportText({ outcome, differing, notGiven, kid, certificate }: ScrubReport): string {
  const { aud, enquiry, rows, position, policy } = certificate ?? {};
  const facts: readonly (readonly [string, unknown])[] = [
    ['differs in', differing.length === 0 ? undefined : differing.join(', ')],
    ['not given', notGiven.length === 0 ? undefined : notGiven.join(', ')],
    ['key', kid],
    ['asked by', aud],
    ['signed at', instantText(certificate?.iat)],
    ['holds until', instantText(certificate?.exp)],
    ['enquiry', enquiry],
    ['rows', rows],
    ['as of', position],
    ['policy', policy],
  ];
  const lines = facts
    .filter(([, fact]) => fact !== undefined)
    .map(([name, fact]) => `  ${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`);
  return [`${outcome}: ${outcomeWords[outcome]}`, ...lines].join('\n');
}

function instantText(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1_000).toISOString();
}
