import type { Category, Channel, Source, TargetWords, TextClocks, TextRules, VerbWords } from '../../policy.ts';
import { chineseWords } from './chinese-words.ts';
import { englishWords } from './english-words.ts';
import { hindiWords } from './hindi-words.ts';
import type { LanguageWords } from './language-words.ts';
import { commonReplies } from './reply-words.ts';
import { spanishWords } from './spanish-words.ts';

const wordsByLanguage = { zh: chineseWords, en: englishWords, hi: hindiWords, es: spanishWords } as const;

/** The parts of a policy that its words hang on, and what it has of its own. */
export interface OwnTextRules {
  readonly languages: readonly (keyof typeof wordsByLanguage)[];
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
  readonly numbers: TextRules['numbers'];
  readonly verbs?: TextRules['verbs'];
  readonly targets?: TextRules['targets'];
  readonly replies?: TextRules['replies'];
  readonly narrowReplies?: TextRules['narrowReplies'];
  readonly complaintForms?: TextRules['complaintForms'];
  readonly complaintWindows?: TextRules['complaintWindows'];
}

const workingValue: Source = { source: 'working value: everyday words', confirmed: false };

/** The words of the policy's languages, with its own before them. */
export function textRules(own: OwnTextRules): TextRules {
  const spoken = own.languages.map((language) => ({ language, words: wordsByLanguage[language] }));
  return {
    numbers: own.numbers,
    verbs: [...(own.verbs ?? []), ...spoken.flatMap(({ language, words }) => verbsOf(language, words))],
    targets: [
      ...(own.targets ?? []),
      { names: 'ALL', words: ['0'], source: 'TRAI, TCCCPR 2010: 0 is all', confirmed: true },
      ...spoken.flatMap(({ words }) => targetsOf(words, own)),
    ],
    languageNames: Object.fromEntries(spoken.map(({ language, words }) => [language, words.names])),
    replies: [...(own.replies ?? []), ...commonReplies],
    narrowReplies: own.narrowReplies ?? [],
    // A refusal in another language than the country's is one, too.
    plainRefusals: Object.values(wordsByLanguage).map(({ plainRefusals }) => ({ ...plainRefusals, ...workingValue })),
    complaintForms: own.complaintForms ?? [],
    complaintWindows: own.complaintWindows ?? [],
    clocks,
  };
}

const clocks: TextClocks = {
  confirmForSec: 48 * 3_600,
  lateAfterSec: 3_600,
  sameTextForSec: 60,
  keptForSec: 90 * 86_400,
  languageForSec: 400 * 86_400,
  source: 'TRAI, 2011: 48 hours for the second step of leaving; the rest are working values',
  confirmed: false,
};

function verbsOf(language: string, { verbs }: LanguageWords): readonly VerbWords[] {
  return verbs.map(([does, words]) => ({ does, words, language, ...workingValue }));
}

function targetsOf({ all, ...named }: LanguageWords, own: OwnTextRules): readonly TargetWords[] {
  return [
    { names: 'ALL', words: all, ...workingValue },
    ...own.categories.flatMap(({ id }) => {
      const words = named.categories[id];
      return words === undefined ? [] : [{ names: { category: id }, words, ...workingValue }];
    }),
    ...own.channels.flatMap(({ id }) => {
      const words = named.channels[id];
      return words === undefined ? [] : [{ names: { channel: id }, words, ...workingValue }];
    }),
  ];
}
