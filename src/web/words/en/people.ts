import type { PeopleWords } from '../people-words.ts';

export const englishPeople: PeopleWords = {
  signIn: {
    heading: 'Sign in for your organisation',
    lead: 'For people at companies that call or text, and at the regulator. There is no password: you sign in with a link that is good once.',
    tokenLabel: 'Your sign-in link',
    tokenHint: 'If it is not filled in, paste the whole link here.',
    button: 'Sign in',
    missing: 'Paste your sign-in link',
    refused: 'That link does not work, or not any more. Each works once, for ten minutes: ask for a new one',
    howToGet: 'You get a link from whoever looks after your organisation’s account with this registry.',
    signedOut: 'You are signed out. Nothing that you left here is lost.',
  },
  session: {
    signedIn: (person, organisation, until) => `Signed in as ${person}, ${organisation}, until ${until}.`,
    endsSoon: (until) =>
      `You will be signed out at ${until}. Ask for a new link before then; nothing that you left here is lost.`,
    signOut: 'Sign out',
  },
  notFor: {
    LISTS: {
      heading: 'Your company does not check lists here',
      text: 'Only companies that call or text people check lists. If yours does, ask the operator of this registry.',
    },
    DESK: {
      heading: 'The regulator’s desk is not for your organisation',
      text: 'It is for the regulator’s people, while their organisation may see the figures. If yours is the regulator, ask the operator of this registry.',
    },
  },
  yours: 'What is yours:',
  wayTo: { LISTS: 'Your lists', DESK: 'The regulator’s desk' },
};
