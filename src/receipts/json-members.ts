/**
 * Where the members of a JSON object stand in its text: `text.slice(start, end)` is a member's value exactly as it
 * was written. Undefined where the text is not one JSON object, has more than `membersMax` members, or names one
 * twice: readers would differ on which one counts.
 */
export function jsonMembers(text: string): ReadonlyMap<string, TextSpan> | undefined {
  if (!isJsonObject(text)) return undefined;
  const members = new Map<string, TextSpan>();
  let at = skipSpace(text, text.indexOf('{') + 1);
  while (text[at] !== '}') {
    const keyEnd = valueEnd(text, at);
    const name = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    if (members.has(name) || members.size === membersMax) return undefined;
    members.set(name, { start, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return members;
}

/**
 * Where the elements of a JSON array stand in its text. Undefined where the text is not one JSON array or has more than
 * `elementsMax`.
 */
export function jsonElements(text: string, elementsMax: number): readonly TextSpan[] | undefined {
  if (!Array.isArray(jsonValue(text))) return undefined;
  const elements: TextSpan[] = [];
  let at = skipSpace(text, text.indexOf('[') + 1);
  while (text[at] !== ']') {
    if (elements.length === elementsMax) return undefined;
    const end = valueEnd(text, at);
    elements.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return elements;
}

/** No response of ours has a third of it. */
export const membersMax = 64;

/** `[start, end)` in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

function isJsonObject(text: string): boolean {
  const value = jsonValue(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The end of the value that starts at `at`, in text known to be valid JSON. */
function valueEnd(text: string, at: number): number {
  let depth = 0;
  let position = at;
  do {
    const character = text[position];
    if (character === '"') position = stringEnd(text, position);
    else if (character === '{' || character === '[') {
      depth += 1;
      position += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      position += 1;
    } else if (depth > 0) position += 1;
    else return scalarEnd(text, position);
  } while (depth > 0);
  return position;
}

function stringEnd(text: string, at: number): number {
  let position = at + 1;
  while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}

function scalarEnd(text: string, at: number): number {
  const scalar = /[\w.+-]*/y;
  scalar.lastIndex = at;
  scalar.exec(text);
  return scalar.lastIndex;
}

function skipSpace(text: string, at: number): number {
  const space = /[ \t\n\r]*/y;
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}
