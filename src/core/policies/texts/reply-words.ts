import type { ReplyWords } from '../../policy.ts';

const cfr = '47 CFR 64.1200(a)(10): words that revoke consent by themselves';
const platforms = 'what messaging platforms take as an opt-out by default';

/** Replies to a sender that hold under every policy: travellers and foreign senders use them too. */
export const commonReplies: readonly ReplyWords[] = [
  {
    does: 'OPT_OUT',
    words: ['STOP', 'QUIT', 'END', 'REVOKE', 'OPT OUT', 'CANCEL', 'UNSUBSCRIBE'],
    source: cfr,
    confirmed: true,
  },
  { does: 'OPT_OUT', words: ['STOP'], takesItem: true, source: 'one subscription by its number', confirmed: false },
  { does: 'OPT_OUT', words: ['OPTOUT', 'REMOVE', 'ARRET', 'TD'], source: platforms, confirmed: true },
  { does: 'OPT_OUT', words: ['UNSUB', 'REMOVE ME'], source: 'working value', confirmed: false },
  { does: 'OPT_OUT_ALL', words: ['STOPALL', 'STOP ALL'], source: platforms, confirmed: true },
  { does: 'OPT_IN', words: ['START', 'YES', 'UNSTOP'], source: platforms, confirmed: true },
  { does: 'HELP', words: ['HELP', 'INFO'], source: platforms, confirmed: true },
];

/** On toll-free numbers carriers themselves take these words, and no others. */
export const tollFreeReplies: readonly ReplyWords[] = [
  {
    does: 'OPT_OUT',
    words: ['STOP'],
    source: 'toll-free messaging in the US: handled by the carrier',
    confirmed: true,
  },
  { does: 'OPT_IN', words: ['UNSTOP', 'START'], source: 'toll-free messaging in the US', confirmed: true },
  {
    does: 'HELP',
    words: ['HELP', 'INFO'],
    source: 'working value: answered, and nothing is changed',
    confirmed: false,
  },
];
