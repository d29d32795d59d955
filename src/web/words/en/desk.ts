import type { DeskWords } from '../desk-words.ts';

const plural = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en');
const list = new Intl.ListFormat('en');
const signed = new Intl.NumberFormat('en', { signDisplay: 'exceptZero' });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

function people(minimum: number): string {
  return `fewer than ${number.format(minimum)}`;
}

export const englishDesk: DeskWords = {
  places: { OVERVIEW: 'Overview', FIGURES: 'Figures', RELEASES: 'Releases', REPLAYS: 'What if' },
  overview: {
    heading: 'The regulator’s desk',
    nothing: 'Nothing has been released yet. A month’s figures are released soon after the month is over.',
    latest: (period) => `Latest release: ${period}`,
    files: 'Its files and their digests',
    registered: 'Registered numbers, month by month',
    enquiries: 'Enquiries, month by month',
    regions: 'Registered numbers by region',
    look: (what) => `Look closer: ${what}`,
    changed: (until, from) => `What changed: ${until} against ${from}`,
    nothingBefore: 'There is no earlier month to compare with.',
    hidden: 'What is suppressed, and why',
    why: (minimum) =>
      `A figure that counts at least one and ${people(minimum)} is suppressed, since it could lead back to a person. So are those from which it could be worked out. Suppressed is not zero, and zero is shown.`,
    notShown: 'Suppressed',
    of: 'Of figures',
    share: 'Share',
  },
  figures: {
    heading: 'Figures',
    lead: 'Choose what to look at. Every look is noted in the registry’s log.',
    measure: 'Figure',
    choose: 'Choose a figure',
    showMeasure: 'Change figure',
    unit: 'What is counted',
    period: 'Period',
    choice: 'Choose periods and what to tell apart',
    from: 'From',
    until: 'Until',
    months: 'Months',
    quarters: 'Quarters',
    view: 'Show',
    views: { PERIODS: 'Each period', CHANGE: 'First and last, and the difference' },
    noneTicked: 'Where none is ticked, each is shown.',
    show: 'Show figures',
    each: (count) => `Each (${number.format(count)})`,
    byEach: (dimension) => `By ${dimension.toLowerCase()}`,
    total: (all) => `${all} only`,
    only: (period) => `${period} only`,
    since: (period) => `From ${period} on`,
    against: (period) => `Compare with ${period}`,
    compared: ([first = '', last = '']) => `${last} compared with ${first}`,
    difference: 'Difference',
    percent: 'Per cent',
    noPercent: 'from nothing',
    signed: (difference) => signed.format(difference),
    signedPercent: (share) => percent.format(share),
    drawn: (drawn, all) =>
      `Drawn: the largest ${number.format(drawn)} of ${number.format(all)} rows. The table has all.`,
    follow: (dimension) => `Follow a name to see it by ${dimension.toLowerCase()}.`,
    finest: 'These figures are not told apart any further.',
    missing: (periods) => `No release: ${list.format(periods)}.`,
    hidden: (hidden, all, minimum) =>
      `${number.format(hidden)} of ${number.format(all)} figures ${plural.select(hidden) === 'one' ? 'is' : 'are'} suppressed: each counts ${people(minimum)}, or would give such a figure away.`,
    stop: (minimum) =>
      `The disclosure rule says stop here: none of these parts can be shown without giving away a figure of ${people(minimum)}. Go back to the total, or tell apart by something else.`,
    download: 'Take these figures away',
    sameCells: 'The files hold the figures of the table, in its order.',
    noDifferences: 'Differences are not in them: they follow from the figures.',
  },
  releases: {
    heading: 'Releases',
    lead: 'Each is written to the registry’s log once and never changed. A quarter follows from its three months.',
    period: 'Period',
    countedAt: 'Counted',
    position: 'Position in the log',
    policy: 'Policy',
    minimum: 'Smallest figure that is shown',
    rows: 'Figures',
    suppressed: 'Of these suppressed',
    filesHeading: 'Files',
    filesLead:
      'The same release gives the same bytes, always. The manifest is signed; each download is noted in the log.',
    file: 'File',
    bytes: 'Size',
    digest: 'SHA-256',
    manifest: 'Signed manifest with these digests',
  },
  errors: {
    measure: (entered, fitting) =>
      entered === '' ? 'Choose a figure' : `There is no figure “${entered}”. There are: ${fitting}`,
    period: (entered) =>
      entered === ''
        ? 'Nothing has been released yet'
        : `“${entered}” is no period. Write a month such as 2026-10, or a quarter such as 2026-Q4`,
    otherKind: (kind) =>
      kind === 'MONTH'
        ? 'Choose a month here too: the first period is a month'
        : 'Choose a quarter here too: the first period is a quarter',
    untilBeforeFrom: (from) => `The last period must be ${from} or later`,
    tooManyPeriods: (limit) => `Choose at most ${number.format(limit)} periods`,
    nothingToCompare: 'Choose a later period here: the first and the last are the same',
    view: (entered) => `“${entered}” cannot be shown. Choose each period, or the first and the last`,
    field: (entered) => `The address has “${entered}”, which no figure has. Take it out`,
    dimension: (dimension, fitting) =>
      `This figure is not told apart by “${dimension}”, but by: ${list.format(fitting)}`,
    member: (dimension, entered) => `${dimension}: there is no “${entered}”. Take it out and choose from the list`,
    tooManyCells: (count, limit) =>
      `These would be ${number.format(count)} figures, and a page has at most ${number.format(limit)}. Choose fewer periods, or tick fewer below`,
    tooLong: 'So many single choices do not fit into an address. Tick fewer, or none for each',
  },
  refusals: {
    NOT_FOUND: {
      heading: 'There is no such page at the desk',
      text: 'If you followed a link to a release, it may not have been made yet.',
    },
    PERMISSION_DENIED: {
      heading: 'You may not see this now',
      text: 'Your organisation’s rights have changed, or the form was too old. Go back and try again.',
    },
    TOO_MANY_REQUESTS: {
      heading: 'Too many looks in a short time',
      text: 'Each look at figures stays in the log for good, so there is a limit to them. Nothing was shown.',
    },
    UNAVAILABLE: {
      heading: 'Sorry, nothing can be shown now',
      text: 'Every look at figures is noted first, and that cannot be done now. Nothing was shown.',
    },
  },
};
