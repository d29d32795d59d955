import type { Policy, Source, TextRules } from '../policy.ts';
import { normaliseText } from './normalise-text.ts';

/** What is wrong with a policy's grammar of text messages, a sentence each, led by the place. */
export function textRuleFaults(policy: Policy): string[] {
  return [
    ...numberFaults(policy.texts),
    ...wordFaults(policy),
    ...targetFaults(policy),
    ...languageFaults(policy),
    ...clockFaults(policy.texts),
    ...sourceFaults(policy.texts),
  ];
}

function numberFaults({ numbers }: TextRules): string[] {
  const malformed = numbers.filter(({ number }) => !/^\d{3,15}$/.test(number));
  return [
    ...(numbers.length === 0 ? ['texts.numbers: none'] : []),
    ...malformed.map(({ number }) => `texts.numbers ${number}: not 3 to 15 digits`),
  ];
}

/** One word that does two things would do the first alone; a word of digits would be read as a code. */
function wordFaults({ texts }: Policy): string[] {
  const doing = new Map<string, string>();
  return texts.verbs.flatMap(({ does, words }) =>
    words.flatMap((word) => {
      const normal = normaliseText(word);
      const other = doing.get(normal) ?? does;
      doing.set(normal, other);
      if (normal === '' || /^\d/.test(normal)) return [`texts.verbs ${does}: ${word} is no word`];
      return other === does ? [] : [`texts.verbs: ${word} does ${other} and ${does}`];
    }),
  );
}

function targetFaults({ texts, categories, channels }: Policy): string[] {
  return texts.targets.flatMap(({ names }) => {
    if (typeof names === 'string') return [];
    const known =
      'category' in names
        ? categories.some(({ id }) => id === names.category)
        : channels.some(({ id }) => id === names.channel);
    return known ? [] : [`texts.targets: unknown ${JSON.stringify(names)}`];
  });
}

/** In every language a subscriber can refuse, ask what stands, go back, and choose the language. */
function languageFaults({ texts, languages }: Policy): string[] {
  const wanting = languages.flatMap((language) =>
    (['REFUSE', 'ALLOW', 'STATUS', 'HELP', 'UNDO', 'CONFIRM', 'DECLINE'] as const)
      .filter((does) => !texts.verbs.some((row) => row.does === does && row.language === language))
      .map((does) => `texts.verbs: no word for ${does} in ${language}`),
  );
  const unnamed = languages.filter((language) => (texts.languageNames[language] ?? []).length === 0);
  return [...wanting, ...unnamed.map((language) => `texts.languageNames: no name of ${language}`)];
}

function clockFaults({ clocks, complaintWindows }: TextRules): string[] {
  const clockNames = Object.entries(clocks)
    .filter(([name, value]) => name.endsWith('Sec') && (!Number.isInteger(value) || Number(value) < 1))
    .map(([name]) => `texts.clocks.${name}: not a positive number of seconds`);
  const windows = complaintWindows.filter(({ days }) => !Number.isInteger(days) || days < 1);
  return [...clockNames, ...windows.map(() => 'texts.complaintWindows: not a positive number of days')];
}

function sourceFaults(texts: TextRules): string[] {
  const { numbers, verbs, targets, replies, narrowReplies, plainRefusals, complaintForms, complaintWindows, clocks } =
    texts;
  const lists = { numbers, verbs, targets, replies, narrowReplies, plainRefusals, complaintForms, complaintWindows };
  return Object.entries({ ...lists, clocks: [clocks] }).flatMap(([place, rows]: [string, readonly Source[]]) =>
    rows.flatMap(({ source }, index) => (source.trim() === '' ? [`texts.${place}[${index}]: names no source`] : [])),
  );
}
