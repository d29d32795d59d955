import type { ComplaintForm, Policy, TextVerb } from '../../core/policy.ts';
import { nameIn } from '../words/formats.ts';
import { wordsIn } from '../words/words.ts';

/** A text as it may be sent to the registry's own number, and what it does. */
export interface TextExample {
  readonly text: string;
  readonly does: string;
}

/** Texts in the words of a policy, by its own grammar. */
export function textExamples(policy: Policy, language: string): readonly TextExample[] {
  const { texts } = wordsIn(language).help;
  const [first, second] = policy.categories;
  const examples: (TextExample | undefined)[] = [
    example(policy, language, 'REFUSE', allCode, texts.refuseAll),
    ...[first, second].map((category) =>
      category === undefined
        ? undefined
        : example(
            policy,
            language,
            'REFUSE',
            String(category.code),
            texts.refuse(nameIn(policy.categories, category.id, language)),
          ),
    ),
    first === undefined
      ? undefined
      : example(
          policy,
          language,
          'ALLOW',
          String(first.code),
          texts.allow(nameIn(policy.categories, first.id, language)),
        ),
    example(policy, language, 'REFUSE', exampleSender, texts.refuseSender(exampleSender)),
    example(policy, language, 'STATUS', '', texts.status),
    example(policy, language, 'UNDO', exampleCode, texts.undo),
    example(policy, language, 'HELP', '', texts.help),
    languageExample(policy, language),
  ];
  return examples.filter((one) => one !== undefined);
}

/** Stands for all, under every policy. */
const allCode = '0';
const exampleCode = '123456';
const exampleSender = 'ABCDE';

/** The verb's word in a language, else one that belongs to none. */
export function verbWord({ texts }: Policy, language: string, verb: TextVerb): string | undefined {
  const rows = texts.verbs.filter(({ does }) => does === verb);
  return (rows.find((row) => row.language === language) ?? rows.find((row) => row.language === undefined))?.words[0];
}

function example(
  policy: Policy,
  language: string,
  verb: TextVerb,
  target: string,
  does: string,
): TextExample | undefined {
  const word = verbWord(policy, language, verb);
  return word === undefined ? undefined : { text: `${word} ${target}`.trim(), does };
}

function languageExample(policy: Policy, language: string): TextExample | undefined {
  const other = policy.languages.find((tag) => tag !== language);
  const name = other === undefined ? undefined : policy.texts.languageNames[other]?.[0];
  if (name === undefined) return undefined;
  return example(policy, language, 'LANGUAGE', name, wordsIn(language).help.texts.language(name));
}

/** What ends it when it is sent to a sender itself: the policy's own words before those of everybody. */
export function replyWords({ texts }: Policy): readonly string[] {
  const words = texts.replies.filter(({ does, takesItem }) => does === 'OPT_OUT' && takesItem !== true);
  return [...new Set(words.flatMap((row) => row.words))].slice(0, replyWordsMax);
}

const replyWordsMax = 4;

/** A complaint in one of the forms of the policy; undefined where it has none. */
export function complaintExample(policy: Policy, language: string): string | undefined {
  const { complaintForms } = policy.texts;
  const form = complaintForms.find(({ word, confirmed }) => confirmed && word === undefined) ?? complaintForms[0];
  return form === undefined ? undefined : complaintForm[form.form](form, wordsIn(language).help.itsText);
}

const exampleNumber = '1069012345';
const exampleDay = '24/11/26';

const complaintForm: Readonly<Record<ComplaintForm['form'], (form: ComplaintForm, text: string) => string>> = {
  LAST_TWO: ({ word }, text) => `${word === undefined ? `${text}, ` : `${word} `}${exampleNumber}, ${exampleDay}`,
  FIRST: (_, text) => `${exampleNumber} ${text}`,
  MARKED: ({ word = '' }, text) => `${word}#${exampleNumber}#${text}`,
};

/** The registry's numbers, those that are confirmed before others, which are working values. */
export function registryNumbers({ texts }: Policy): readonly string[] {
  const confirmed = texts.numbers.filter((row) => row.confirmed);
  return (confirmed.length > 0 ? confirmed : texts.numbers).map(({ number }) => number);
}
