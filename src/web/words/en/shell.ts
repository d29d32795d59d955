import type { ShellWords } from '../shell-words.ts';

export const englishShell: ShellWords = {
  ownName: 'English',
  serviceName: 'Do-not-disturb registry',
  skipToContent: 'Skip to main content',
  menu: 'Menu',
  languages: 'Language',
  demoPhase: 'Demo',
  demoNotice: 'This is a demonstration. Nothing you do here reaches a real telephone.',
  errorPrefix: 'Error: ',
  warningPrefix: 'Important: ',
  errorSummary: 'There is a problem',
  back: 'Back',
  startAgain: 'Start again',
  reference: 'For programs: the API',
  refusals: {
    NOT_FOUND: {
      heading: 'Page not found',
      text: 'If you typed the address, check that it is right. If you followed a link, it may be out of date.',
    },
    UNAUTHENTICATED: {
      heading: 'You are signed out',
      text: 'For your safety you are signed out after a while. Nothing you saved is lost.',
    },
    PERMISSION_DENIED: {
      heading: 'You cannot do this here',
      text: 'This page is not for you, or the form was too old. Go back and try again.',
    },
    TOO_MANY_REQUESTS: {
      heading: 'Too many tries',
      text: 'This was asked for too often from here, or for this number.',
    },
    QUOTA_EXCEEDED: { heading: 'That is all there is room for', text: 'Remove something first, then try again.' },
    PAYLOAD_TOO_LARGE: { heading: 'That is too large', text: 'What you sent is larger than this page takes.' },
    UNAVAILABLE: {
      heading: 'Sorry, the registry cannot do this now',
      text: 'Nothing of it was done. Your choices on record stand and still protect you.',
    },
    FAILED_PRECONDITION: {
      heading: 'Something changed meanwhile',
      text: 'Your choices were changed in another way while you had this page open. Look at them again.',
    },
    DEFECT: {
      heading: 'Sorry, something went wrong',
      text: 'This is our mistake. Look at your choices to see what stands, and try again later.',
    },
    OTHER: { heading: 'That did not work', text: 'What you sent could not be used as it was. Go back and try again.' },
  },
  tryAgainIn: (waitSec) => `Try again in ${span(waitSec)}.`,
  quote: (correlator) => `If you write to us, quote ${correlator}.`,
};

const plural = new Intl.PluralRules('en');

function span(waitSec: number): string {
  if (waitSec < 60) return counted(waitSec, 'second');
  return waitSec < 5_400 ? counted(Math.ceil(waitSec / 60), 'minute') : counted(Math.ceil(waitSec / 3_600), 'hour');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${plural.select(count) === 'one' ? '' : 's'}`;
}
