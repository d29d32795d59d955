import { describe, expect, test } from 'vitest';
import { policies } from '../../src/core/policies/policies.ts';
import { parseOwnNumberText } from '../../src/core/texts/own-number-text.ts';
import { parseReply } from '../../src/core/texts/reply-text.ts';
import { complaintExample, replyWords, textExamples } from '../../src/web/public/text-examples.ts';
import { wordsIn } from '../../src/web/words/words.ts';

const spoken = Object.values(policies).flatMap((policy) => policy.languages.map((language) => ({ policy, language })));

describe.for(spoken)('$policy.id, $language', ({ policy, language }) => {
  test('every text that the help shows does what it says', () => {
    const { texts } = wordsIn(language).help;
    const examples = textExamples(policy, language);
    const kinds = examples.map(({ text }) => parseOwnNumberText(policy, text).intent.kind);
    expect(kinds).toEqual([
      ...['REFUSE_ALL', 'CHANGE', 'CHANGE', 'CHANGE', 'REFUSE_SENDER', 'STATUS', 'UNDO', 'HELP', 'LANGUAGE'],
    ]);
    expect(examples[0]?.does).toBe(texts.refuseAll);
    const [first] = policy.categories;
    const refusing = parseOwnNumberText(policy, examples[1]?.text ?? '').intent;
    expect(refusing).toMatchObject({ refuse: { categories: [first?.id] } });
    const allowing = parseOwnNumberText(policy, examples[3]?.text ?? '').intent;
    expect(allowing).toMatchObject({ allow: { categories: [first?.id] } });
  });

  test('every reply that it shows shuts the sender out, and the complaint is one', () => {
    for (const word of replyWords(policy)) expect(parseReply(policy, '1069012345', word).intent.kind).toBe('OPT_OUT');
    const complaint = complaintExample(policy, language);
    if (complaint !== undefined) expect(parseOwnNumberText(policy, complaint).intent.kind).toBe('COMPLAINT');
    expect(complaint === undefined).toBe(policy.texts.complaintForms.length === 0);
  });
});
