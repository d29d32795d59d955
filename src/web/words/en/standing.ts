import type { StandingWords } from '../standing-words.ts';

export const englishStanding: StandingWords = {
  call: 'call you',
  text: 'text you',
  callOrText: 'call or text you',
  anyhow: 'call, text or reach you in any other way',
  by: (channels) => `reach you by ${channels}`,
  nobody: (reach) => `Nobody may ${reach} with advertising.`,
  anybody: (reach, times) => `Companies of every kind may ${reach} with advertising${times}.`,
  only: (categories, reach, times) => `Only these may ${reach} with advertising${times}: ${categories}.`,
  allBut: (categories, reach, times) =>
    `Companies of every kind may ${reach} with advertising${times}. Only these may not: ${categories}.`,
  dayRange: (first, last) => `${first} to ${last}`,
  at: (days, hours) => [days === '' ? '' : `on ${days}`, hours].filter((part) => part !== '').join(' '),
  hours: (from, to) => `from ${from} to ${to}`,
  dayBegins: 'midnight',
  dayEnds: 'midnight',
  andAt: ', and ',
  times: (days, holidays) =>
    [days, holidays]
      .map((part, place) => (part === '' ? '' : `${place === 1 && days !== '' ? ', ' : ' '}${part}`))
      .join(''),
  notOn: (holidays) => `not on ${holidays.toLowerCase()}`,
  onlyOn: (holidays, hours) => `on ${holidays.toLowerCase()} only ${hours}`,
  severalZones: 'Your number may be in one of several time zones: the hours hold in each of them.',
  service: {
    ALLOWED: 'Messages about a service that you use, such as a bill or an appointment, reach you.',
    AS_CHOSEN:
      'Messages about a service that you use, such as a bill or an appointment, reach you unless you refuse the kind of company, the way or the hour here.',
    REFUSED: 'Messages about a service that you use, such as a bill or an appointment, are refused too.',
  },
  always: 'Codes to sign in, alerts about your own account, and authorities always reach you.',
};
