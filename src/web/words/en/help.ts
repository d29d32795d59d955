import type { HelpWords } from '../help-words.ts';

const plural = new Intl.PluralRules('en');

export const englishHelp: HelpWords = {
  heading: 'Help',
  lead: 'What to do when something is different.',
  sections: {
    lostPhone: {
      heading: 'I lost my phone',
      lines: [
        'First ask your carrier to block the SIM card. Your choices stand meanwhile and protect you.',
        'Whoever has your phone can get a code and change your choices. With your new SIM card sign in here and look at the history: every change is there, and you can take it back.',
      ],
    },
    changedNumber: {
      heading: 'I have a new number',
      lines: [
        'Choices belong to a number. Sign in with the new number and make them once more.',
        'If you keep your number with another carrier, everything stays as it is.',
        'When your carrier gives your old number to somebody else, what you chose for it ends. Nobody sees it.',
      ],
    },
    relative: {
      heading: 'I look after a relative',
      lines: [
        'Sit down together: the code goes to the relative’s phone, and you make the choices with it here.',
        'If that is not possible, the relative can ask the carrier in its shop. It registers on the relative’s behalf, and the clerk is named.',
        'Carrier, clerk and date are then in the history, and the relative can take it back. A carrier may not weaken what the relative chose.',
      ],
    },
  },
  texts: {
    heading: 'By text message, without internet',
    lead: (numbers) => `Send one of these texts to ${numbers}. The answer says what stands then.`,
    caption: 'Texts and what they do',
    text: 'Text',
    does: 'What it does',
    refuseAll: 'Nobody may call or text you with advertising',
    refuse: (category) => `Refuses: ${category}`,
    allow: (category) => `Allows: ${category}. The answer asks you to confirm it`,
    refuseSender: (sender) => `Shuts out one sender, here ${sender}`,
    status: 'Says what stands',
    undo: 'Takes the last change back, with the number from its answer',
    help: 'Says what you can send',
    language: (language) => `Answers in ${language}`,
    secondStep: 'Refusing takes one text. Allowing takes a second one, with a code from the answer.',
    codes: 'Numbers of the kinds of companies',
    code: 'Number',
    stands: 'stands for',
  },
  disobeys: {
    heading: 'Somebody disturbs me all the same',
    reply: (words) => `Reply to the text itself with ${words}. That shuts this sender out.`,
    shutOut: 'Or shut it out by its name or number.',
    receipt:
      'Ask the company for its receipt: it must have asked this registry first, and must be able to show the answer. Anybody can check it.',
    complain: (numbers) => `Send a complaint by text to ${numbers}, in this form:`,
    within: (days) => `It counts within ${days} ${plural.select(days) === 'one' ? 'day' : 'days'} of the call or text.`,
    unregistered: 'A sender that is not registered may not send advertising at all.',
  },
  itsText: 'what it said',
  shutOutLink: 'Shut out a company',
  checkLink: 'Check a receipt',
};
