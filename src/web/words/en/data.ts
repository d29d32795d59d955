import type { DataWords } from '../data-words.ts';

export const englishData: DataWords = {
  heading: 'My data',
  downloadHeading: 'Take it with you',
  downloadText: 'Everything that the registry holds of you and your number, in one file for programs (JSON).',
  download: 'Download my data',
  historyHeading: 'Forget my history',
  historyText: 'What you chose goes on to protect you. Only the record of how it came about is erased.',
  forgetHistory: 'Forget my history …',
  historyConfirmHeading: 'Forget your history?',
  historyConfirmLines: [
    'Your choices, and the companies that you shut out, stay as they are.',
    'The changes up to now, and the texts that you sent, are erased. You cannot take them back any more.',
    'What carriers reported of the line stays, and so do receipts that you keep yourself.',
  ],
  endConsents: 'End the consents that I gave, too',
  confirmHistory: 'Yes, forget my history',
  historyForgotten: 'Your history was forgotten. What stands goes on to stand.',
  everythingHeading: 'Forget everything',
  everythingText: 'As if you had never been here. You will no longer be protected by anything that you chose.',
  forgetEverything: 'Forget everything …',
  everythingConfirmHeading: 'Forget everything about your number?',
  everythingConfirmLines: [
    'All your choices, consents and shut-out companies end, and their history is erased. This cannot be undone.',
    'What carriers reported of the line stays: it protects whoever has the number next.',
    'You are signed out everywhere.',
  ],
  thenByLaw: 'You can then be reached as the law says',
  codeSent: (minutes) =>
    `To be sure that it is you, we have texted a new code to your phone. It works for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  confirmEverything: 'Yes, forget everything',
  keep: 'No, keep it',
  everythingForgotten: 'Everything was forgotten',
  everythingForgottenText: 'You are signed out. You can come back at any time and choose anew.',
  receipt: 'Receipt',
  receiptOf: (event, when) => `Receipt: ${event}, ${when}`,
};
