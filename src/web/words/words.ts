import type { CallCentreWords } from './call-centre-words.ts';
import type { CheckWords } from './check-words.ts';
import type { ChoicesWords } from './choices-words.ts';
import type { DataWords } from './data-words.ts';
import type { DeskWords } from './desk-words.ts';
import { englishCallCentre } from './en/call-centre.ts';
import { englishCheck } from './en/check.ts';
import { englishChoices } from './en/choices.ts';
import { englishData } from './en/data.ts';
import { englishDesk } from './en/desk.ts';
import { englishFigures } from './en/figures.ts';
import { englishHelp } from './en/help.ts';
import { englishHistory } from './en/history.ts';
import { englishOpenData } from './en/open-data.ts';
import { englishOpenFigures } from './en/open-figures.ts';
import { englishPeople } from './en/people.ts';
import { englishReplays } from './en/replays.ts';
import { englishSenders } from './en/senders.ts';
import { englishShell } from './en/shell.ts';
import { englishSignIn } from './en/sign-in.ts';
import { englishStanding } from './en/standing.ts';
import { englishSubscriber } from './en/subscriber.ts';
import { spanishCallCentre } from './es/call-centre.ts';
import { spanishCheck } from './es/check.ts';
import { spanishChoices } from './es/choices.ts';
import { spanishData } from './es/data.ts';
import { spanishDesk } from './es/desk.ts';
import { spanishFigures } from './es/figures.ts';
import { spanishHelp } from './es/help.ts';
import { spanishHistory } from './es/history.ts';
import { spanishOpenData } from './es/open-data.ts';
import { spanishOpenFigures } from './es/open-figures.ts';
import { spanishPeople } from './es/people.ts';
import { spanishReplays } from './es/replays.ts';
import { spanishSenders } from './es/senders.ts';
import { spanishShell } from './es/shell.ts';
import { spanishSignIn } from './es/sign-in.ts';
import { spanishStanding } from './es/standing.ts';
import { spanishSubscriber } from './es/subscriber.ts';
import type { FiguresWords } from './figures-words.ts';
import type { HelpWords } from './help-words.ts';
import { hindiCallCentre } from './hi/call-centre.ts';
import { hindiCheck } from './hi/check.ts';
import { hindiChoices } from './hi/choices.ts';
import { hindiData } from './hi/data.ts';
import { hindiDesk } from './hi/desk.ts';
import { hindiFigures } from './hi/figures.ts';
import { hindiHelp } from './hi/help.ts';
import { hindiHistory } from './hi/history.ts';
import { hindiOpenData } from './hi/open-data.ts';
import { hindiOpenFigures } from './hi/open-figures.ts';
import { hindiPeople } from './hi/people.ts';
import { hindiReplays } from './hi/replays.ts';
import { hindiSenders } from './hi/senders.ts';
import { hindiShell } from './hi/shell.ts';
import { hindiSignIn } from './hi/sign-in.ts';
import { hindiStanding } from './hi/standing.ts';
import { hindiSubscriber } from './hi/subscriber.ts';
import type { HistoryWords } from './history-words.ts';
import type { OpenDataWords } from './open-data-words.ts';
import type { OpenFiguresWords } from './open-figures-words.ts';
import type { PeopleWords } from './people-words.ts';
import type { ReplayWords } from './replay-words.ts';
import type { SendersWords } from './senders-words.ts';
import type { ShellWords } from './shell-words.ts';
import type { SignInWords } from './sign-in-words.ts';
import type { StandingWords } from './standing-words.ts';
import type { SubscriberWords } from './subscriber-words.ts';
import { chineseCallCentre } from './zh/call-centre.ts';
import { chineseCheck } from './zh/check.ts';
import { chineseChoices } from './zh/choices.ts';
import { chineseData } from './zh/data.ts';
import { chineseDesk } from './zh/desk.ts';
import { chineseFigures } from './zh/figures.ts';
import { chineseHelp } from './zh/help.ts';
import { chineseHistory } from './zh/history.ts';
import { chineseOpenData } from './zh/open-data.ts';
import { chineseOpenFigures } from './zh/open-figures.ts';
import { chinesePeople } from './zh/people.ts';
import { chineseReplays } from './zh/replays.ts';
import { chineseSenders } from './zh/senders.ts';
import { chineseShell } from './zh/shell.ts';
import { chineseSignIn } from './zh/sign-in.ts';
import { chineseStanding } from './zh/standing.ts';
import { chineseSubscriber } from './zh/subscriber.ts';

/** Every sentence of the pages in one language, by the part of the pages that it stands on. */
export interface Words {
  readonly callCentre: CallCentreWords;
  readonly check: CheckWords;
  readonly choices: ChoicesWords;
  readonly data: DataWords;
  readonly desk: DeskWords;
  readonly figures: FiguresWords;
  readonly help: HelpWords;
  readonly history: HistoryWords;
  readonly openData: OpenDataWords;
  readonly openFigures: OpenFiguresWords;
  readonly people: PeopleWords;
  readonly replays: ReplayWords;
  readonly senders: SendersWords;
  readonly shell: ShellWords;
  readonly signIn: SignInWords;
  readonly standing: StandingWords;
  readonly subscriber: SubscriberWords;
}

const wordsByLanguage: Readonly<Record<string, Words>> = {
  en: {
    callCentre: englishCallCentre,
    check: englishCheck,
    choices: englishChoices,
    data: englishData,
    desk: englishDesk,
    figures: englishFigures,
    help: englishHelp,
    history: englishHistory,
    openData: englishOpenData,
    openFigures: englishOpenFigures,
    people: englishPeople,
    replays: englishReplays,
    senders: englishSenders,
    shell: englishShell,
    signIn: englishSignIn,
    standing: englishStanding,
    subscriber: englishSubscriber,
  },
  es: {
    callCentre: spanishCallCentre,
    check: spanishCheck,
    choices: spanishChoices,
    data: spanishData,
    desk: spanishDesk,
    figures: spanishFigures,
    help: spanishHelp,
    history: spanishHistory,
    openData: spanishOpenData,
    openFigures: spanishOpenFigures,
    people: spanishPeople,
    replays: spanishReplays,
    senders: spanishSenders,
    shell: spanishShell,
    signIn: spanishSignIn,
    standing: spanishStanding,
    subscriber: spanishSubscriber,
  },
  hi: {
    callCentre: hindiCallCentre,
    check: hindiCheck,
    choices: hindiChoices,
    data: hindiData,
    desk: hindiDesk,
    figures: hindiFigures,
    help: hindiHelp,
    history: hindiHistory,
    openData: hindiOpenData,
    openFigures: hindiOpenFigures,
    people: hindiPeople,
    replays: hindiReplays,
    senders: hindiSenders,
    shell: hindiShell,
    signIn: hindiSignIn,
    standing: hindiStanding,
    subscriber: hindiSubscriber,
  },
  zh: {
    callCentre: chineseCallCentre,
    check: chineseCheck,
    choices: chineseChoices,
    data: chineseData,
    desk: chineseDesk,
    figures: chineseFigures,
    help: chineseHelp,
    history: chineseHistory,
    openData: chineseOpenData,
    openFigures: chineseOpenFigures,
    people: chinesePeople,
    replays: chineseReplays,
    senders: chineseSenders,
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
