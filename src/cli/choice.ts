import { InvalidArgumentError } from 'commander';

/** Takes one word of a closed list, in any letter case. */
export function oneOf<const T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((one) => one === text.toUpperCase());
    if (word === undefined) throw new InvalidArgumentError(`one of ${words.join(', ')}`);
    return word;
  };
}

/** Gathers what is said by several arguments, or by one with commas. */
export function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((one) => one.trim())];
}
