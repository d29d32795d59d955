import { englishShell } from './en/shell.ts';
import { englishSignIn } from './en/sign-in.ts';
import { spanishShell } from './es/shell.ts';
import { spanishSignIn } from './es/sign-in.ts';
import { hindiShell } from './hi/shell.ts';
import { hindiSignIn } from './hi/sign-in.ts';
import type { ShellWords } from './shell-words.ts';
import type { SignInWords } from './sign-in-words.ts';
import { chineseShell } from './zh/shell.ts';
import { chineseSignIn } from './zh/sign-in.ts';

/** Every sentence of the pages in one language, by the part of the pages that it stands on. */
export interface Words {
  readonly shell: ShellWords;
  readonly signIn: SignInWords;
}

const wordsByLanguage: Readonly<Record<string, Words>> = {
  en: { shell: englishShell, signIn: englishSignIn },
  es: { shell: spanishShell, signIn: spanishSignIn },
  hi: { shell: hindiShell, signIn: hindiSignIn },
  zh: { shell: chineseShell, signIn: chineseSignIn },
};

/** The words of a BCP 47 tag's primary language; English where there are none. */
export function wordsIn(language: string): Words {
  const words = wordsByLanguage[language.split('-')[0] ?? ''] ?? wordsByLanguage['en'];
  if (words === undefined) throw new Error('there are no words in English');
  return words;
}
