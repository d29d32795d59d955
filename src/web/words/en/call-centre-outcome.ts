import type { OutcomeWords } from '../call-centre-words.ts';

const plural = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en');

function counted(count: number, one: string, other: string): string {
  return `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;
}

/** A list that was checked. */
export const englishOutcome: OutcomeWords = {
  heading: 'Your list is checked',
  rows: (rows) => counted(rows, 'row was looked at.', 'rows were looked at.'),
  kind: 'Answer',
  count: 'Rows',
  kinds: {
    allowed: {
      heading: 'May be reached',
      text: 'You may call or text these people now, or at the time you planned.',
    },
    blocked: { heading: 'May not be reached', text: 'Do not call or text these people. Take them off your list.' },
    rejected: {
      heading: 'Cannot be used',
      text: 'These rows have no number that can be looked up. Correct them and check them again.',
    },
    unavailable: {
      heading: 'No answer',
      text: 'We could not look these up. Do not call or text them; check the list again later.',
    },
  },
  allowed: {
    EXEMPT: 'Government or emergency message',
    TRANSACTIONAL: 'Message about something they ordered',
    CONSENT: 'They agreed to this brand',
    CATEGORY_ALLOWED: 'They allow this kind of offer',
    CHANNEL_ALLOWED: 'They allow this way of reaching them',
    DEFAULT: 'They said nothing, and the law allows it. That is no consent',
  },
  blocked: {
    SENDER_SUSPENDED: 'The sender is suspended',
    SENDER_UNKNOWN: 'The sender is not registered for this, or not for you',
    QUIET_HOURS: 'Hours in which the law forbids it; “One file” says from when it is allowed',
    QUARANTINE: 'The number is out of service',
    REFUSED: 'They refuse everything, or the number is not to be reached',
    SENDER_REFUSED: 'They shut out this brand',
    CATEGORY_REFUSED: 'They refuse this kind of offer',
    CHANNEL_REFUSED: 'They refuse this way of reaching them',
    ALL_REFUSED: 'They refuse everything',
    HOURS_REFUSED: 'Not at this hour; “One file” says from when it is allowed',
    DAY_REFUSED: 'Not on this day; “One file” says from when it is allowed',
    DEFAULT: 'They said nothing, and the law forbids it without consent',
  },
  rejected: {
    EMPTY: 'No number',
    NOT_A_PHONE_NUMBER: 'Not a phone number',
    DECIMAL_NUMBER: 'A number that the spreadsheet changed: save the column as text',
    OUTSIDE_PLAN: 'Not a number of this country',
    TOO_MANY_COLUMNS: 'More columns than the first row',
    ASKED_TOO_OFTEN: 'Asked about too often for different times',
  },
  unavailable: 'The registry could not look them up',
  total: 'All rows',
  duplicates: (rows) => `${counted(rows, 'row repeats', 'rows repeat')} a number from further up.`,
  blankLines: (lines) => `${counted(lines, 'blank line was', 'blank lines were')} left out.`,
  changed: (changed, looked) =>
    `${counted(changed, 'row has', 'rows have')} another answer than before; ${counted(looked, 'row was', 'rows were')} decided again.`,
  reliedOn: (until) =>
    `You may rely on this until ${until}, and only in permitted hours: “One file” says for each row until when. After that, check again.`,
  notAnyMore: (since) => `This answer has run out: you could rely on it until ${since}. Check again before you call.`,
  download: 'Download',
  files: {
    annotated: 'Your list with the answers',
    allowed: 'Rows that may be reached',
    blocked: 'Rows that may not be reached',
    rejected: 'Rows that cannot be used',
    unavailable: 'Rows without an answer',
    changed: 'Rows with another answer than before',
  },
  certificate: 'Certificate',
  certificateText:
    'Signed by the registry: which list you asked about, when, and what came out. Keep it with the results: it is your proof.',
  check: 'How a certificate is checked',
  rowSecret: 'Key to the proofs of single rows',
  rowSecretText: 'Keep it beside the certificate and give it to nobody: it opens all rows.',
  asked: 'What was asked',
  next: 'What you can do now',
  recheck: 'Look for changes',
  recheckText: 'People change their minds. This decides again only what may have changed, and gives you those rows.',
  again: 'Ask about the same list again',
  againText: 'Another column, offer, sender or time, without sending the file again.',
  remove: 'Delete',
  keptUntil: (when) => `List and results are kept until ${when}, then deleted.`,
};
