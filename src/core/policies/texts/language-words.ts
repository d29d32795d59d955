import type { PlainRefusals, TextVerb } from '../../policy.ts';

/** The words of text messages in one language, for every policy that speaks it. */
export interface LanguageWords {
  /** What the language calls itself, and its tag. */
  readonly names: readonly string[];
  readonly verbs: readonly (readonly [TextVerb, readonly string[]])[];
  readonly all: readonly string[];
  /** By id; a policy takes those that it has. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly channels: Readonly<Record<string, readonly string[]>>;
  readonly plainRefusals: Pick<PlainRefusals, 'phrases' | 'unless'>;
}
