import type { z } from '@hono/zod-openapi';
import { Fault } from '../core/fault.ts';
import { shownName } from './shown-name.ts';

/** The part of a request that a schema is for. */
export type Part = 'json' | 'query' | 'param' | 'header';

const placeOf: Readonly<Record<Part, string>> = { json: '', header: 'header:', query: 'query:', param: 'path:' };

/** Turns the first complaint of a schema into the fault that names the part and, where there is one, its limit. */
export function refuseInvalid(part: Part, issues: readonly z.core.$ZodIssue[]): never {
  const issue = issues[0];
  if (issue === undefined) throw new Fault('INVALID_ARGUMENT', 'the request is not valid', { field: 'body' });
  const limit = limitOf(issue);
  throw new Fault('INVALID_ARGUMENT', messageOf(issue), {
    field: fieldOf(issue, part),
    ...(limit === undefined ? {} : { limit }),
  });
}

function fieldOf(issue: z.core.$ZodIssue, part: Part): string {
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0] ?? '');
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${shownName(String(step))}`)).join('');
  return `${placeOf[part]}${text.replace(/^\./, '') || 'body'}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'this property is not known' : issue.message;
}

function limitOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'too_big') return `at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_format' && issue.pattern !== undefined) return issue.pattern;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return undefined;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}
