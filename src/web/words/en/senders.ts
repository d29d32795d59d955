import type { SendersWords } from '../senders-words.ts';

const plural = new Intl.PluralRules('en');

export const englishSenders: SendersWords = {
  heading: 'Companies that I let in or shut out',
  asking: 'Waiting for your answer',
  askingLead: 'These companies ask whether they may reach you. They may not, unless you say yes.',
  given: 'Companies that have your consent',
  noneGiven: 'No company has your consent.',
  refused: 'Companies that you shut out',
  noneRefused: 'You have not shut out any company.',
  forWhat: 'For what',
  since: 'Since',
  askedOn: 'Asked on',
  until: 'Until',
  untilWithdrawn: 'you withdraw it',
  everything: 'Everything, in any way',
  scope: (categories, channels) => `${categories}, by: ${channels}`,
  allCategories: 'Everything',
  allChannels: 'any way',
  yes: 'Yes, it may reach me',
  no: 'No, it may not',
  withdraw: 'Withdraw consent',
  readmit: 'Let back in',
  refuse: 'Shut out',
  ofBrand: (button, brand) => `${button}: ${brand}`,
  searchHeading: 'Shut out a company',
  searchLabel: 'Its name, or the number or name that you saw',
  searchHint: 'For example the sender of the text, or the number that called.',
  search: 'Search',
  searchEmpty: 'Enter a name or a number',
  found: (count) => `${count} ${plural.select(count) === 'one' ? 'company' : 'companies'} found`,
  foundNothing:
    'No registered company has this name or number. An unregistered one may not send advertising at all: see the help page for what to do against it.',
  seenAs: 'Seen as',
  isRefused: 'Shut out already',
  gone: 'This had been answered or taken back already. What stands now is below.',
};
