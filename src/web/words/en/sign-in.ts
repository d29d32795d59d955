import type { SignInWords } from '../sign-in-words.ts';

export const englishSignIn: SignInWords = {
  heading: 'Choose who may call and text you',
  lead: 'Say once which companies may reach you with advertising, and when. They must ask us first, and your choice counts at once. It is free.',
  numberLabel: 'Your phone number',
  numberHint: 'We text you a code, to see that the number is yours. Nobody else learns that you were here.',
  numberErrors: {
    empty: 'Enter your phone number',
    'not a phone number': 'Enter a phone number, with digits only',
    'a decimal number': 'Enter a phone number, with digits only',
    'outside the numbering plan': 'This registry is for numbers of this country only. Check the number',
  },
  sendCode: 'Text me a code',
  codeHeading: 'Enter the code we texted you',
  codeSent: (minutes) =>
    `It can take a minute to arrive, and works for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  codeLabel: 'Code',
  codeIncomplete: 'Enter all six digits of the code',
  codeRefused: 'That code does not work, or not any more. Check it, or ask for a new one',
  goOn: 'Continue',
  noCode: 'No text came: try again, or change the number',
};
