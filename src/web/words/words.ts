import type { ChoicesWords } from './choices-words.ts';
import { englishChoices } from './en/choices.ts';
import { englishHistory } from './en/history.ts';
import { englishShell } from './en/shell.ts';
import { englishSignIn } from './en/sign-in.ts';
import { englishStanding } from './en/standing.ts';
import { englishSubscriber } from './en/subscriber.ts';
import { spanishChoices } from './es/choices.ts';
import { spanishHistory } from './es/history.ts';
import { spanishShell } from './es/shell.ts';
import { spanishSignIn } from './es/sign-in.ts';
import { spanishStanding } from './es/standing.ts';
import { spanishSubscriber } from './es/subscriber.ts';
import { hindiChoices } from './hi/choices.ts';
import { hindiHistory } from './hi/history.ts';
import { hindiShell } from './hi/shell.ts';
import { hindiSignIn } from './hi/sign-in.ts';
import { hindiStanding } from './hi/standing.ts';
import { hindiSubscriber } from './hi/subscriber.ts';
import type { HistoryWords } from './history-words.ts';
import type { ShellWords } from './shell-words.ts';
import type { SignInWords } from './sign-in-words.ts';
import type { StandingWords } from './standing-words.ts';
import type { SubscriberWords } from './subscriber-words.ts';
import { chineseChoices } from './zh/choices.ts';
import { chineseHistory } from './zh/history.ts';
import { chineseShell } from './zh/shell.ts';
import { chineseSignIn } from './zh/sign-in.ts';
import { chineseStanding } from './zh/standing.ts';
import { chineseSubscriber } from './zh/subscriber.ts';

/** Every sentence of the pages in one language, by the part of the pages that it stands on. */
export interface Words {
  readonly choices: ChoicesWords;
  readonly history: HistoryWords;
  readonly shell: ShellWords;
  readonly signIn: SignInWords;
  readonly standing: StandingWords;
  readonly subscriber: SubscriberWords;
}

const wordsByLanguage: Readonly<Record<string, Words>> = {
  en: {
    choices: englishChoices,
    history: englishHistory,
    shell: englishShell,
    signIn: englishSignIn,
    standing: englishStanding,
    subscriber: englishSubscriber,
  },
  es: {
    choices: spanishChoices,
    history: spanishHistory,
    shell: spanishShell,
    signIn: spanishSignIn,
    standing: spanishStanding,
    subscriber: spanishSubscriber,
  },
  hi: {
    choices: hindiChoices,
    history: hindiHistory,
    shell: hindiShell,
    signIn: hindiSignIn,
    standing: hindiStanding,
    subscriber: hindiSubscriber,
  },
  zh: {
    choices: chineseChoices,
    history: chineseHistory,
    shell: chineseShell,
    signIn: chineseSignIn,
    standing: chineseStanding,
    subscriber: chineseSubscriber,
  },
};

/** The words of a BCP 47 tag's primary language; English where there are none. */
export function wordsIn(language: string): Words {
  const words = wordsByLanguage[language.split('-')[0] ?? ''] ?? wordsByLanguage['en'];
  if (words === undefined) throw new Error('there are no words in English');
  return words;
}
