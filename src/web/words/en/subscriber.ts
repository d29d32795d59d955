import type { SubscriberWords } from '../subscriber-words.ts';

export const englishSubscriber: SubscriberWords = {
  choices: 'Who may reach me',
  senders: 'Companies',
  history: 'History',
  data: 'My data',
  help: 'Help',
  check: 'Check a receipt',
  session: 'Your session',
  signedIn: (number, time) => `Signed in for ${number} until ${time}.`,
  prolongs: 'Whatever you open or save prolongs it.',
  stay: 'Stay signed in',
  signOut: 'Sign out',
  endsSoon: 'You will be signed out in a few minutes. What you have not saved would be lost.',
  notice: 'Please note',
  undo: 'Undo',
  saved: 'Saved',
  nothingChanged: 'Nothing was changed: this stood already.',
  undone: 'Taken back: what stood before stands again.',
  undoTooLate: 'This cannot be taken back any more: something was changed after it. What stands now is below.',
};
