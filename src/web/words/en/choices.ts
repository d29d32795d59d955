import type { ChoicesWords } from '../choices-words.ts';

const plural = new Intl.PluralRules('en');

function companies(count: number): string {
  return `${count} ${plural.select(count) === 'one' ? 'company' : 'companies'}`;
}

export const englishChoices: ChoicesWords = {
  heading: 'Who may reach me',
  standsNow: 'What stands now',
  stanceLegend: 'Who may call or text me with advertising?',
  stances: {
    REFUSE_ALL: { label: 'Nobody', hint: 'No exceptions. New kinds of companies are refused too.' },
    REFUSE_EXCEPT: { label: 'Only those I choose', hint: 'Everybody else is refused.' },
    LAW: { label: 'As the law says', hint: 'You can still refuse or allow single kinds of companies.' },
  },
  present: 'stands now',
  tableHeading: 'Which companies, and how',
  tableHint: 'A tick means: may reach me.',
  category: 'Kind of company',
  hoursLegend: 'At which hours?',
  hoursHint: 'A tick means: may reach me, by the clock where I live.',
  daysLegend: 'On which days?',
  daysHint: 'A tick means: may reach me. A holiday counts as its weekday too.',
  save: 'Save',
  consented: (count) => `${companies(count)} ${count === 1 ? 'has' : 'have'} your consent and may reach you anyway.`,
  asked: (count) =>
    `${companies(count)} ${count === 1 ? 'asks' : 'ask'} for your consent and may not reach you without it.`,
  seeSenders: 'See which',
  pickHeading: 'Choose who may reach you',
  pickHint: 'Nothing is saved yet. Tick who may reach you, then save. Whoever has no tick is refused.',
  confirmHeading: 'Is this what you want?',
  lessProtected: 'You will be less protected than now.',
  losesChoices: 'Your choices of single companies, hours and days will be given up.',
  endsConsents: (count, brands) =>
    `The consent that you gave to ${companies(count)} will end: ${brands}. Undo does not bring it back.`,
  thenStands: 'What will stand then',
  confirm: 'Yes, change it',
  keep: 'No, leave it as it is',
  conflictHeading: 'Your choices were changed in the meantime',
  conflictHint:
    'Somebody with your phone changed them after you opened this page, or you did so elsewhere. What you entered is not saved yet: look at both, then save.',
  entered: 'What you entered',
  youChose: (stance) => `You chose: ${stance}.`,
  mayNoMore: 'May no longer reach you:',
  mayNow: 'May reach you now:',
  quietNow: 'Quiet from now on:',
  openNow: 'No longer quiet:',
  onlyChannels: (category, channels) => `${category} (${channels})`,
};
