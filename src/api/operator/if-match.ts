import { z } from '@hono/zod-openapi';
import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { parsePosition } from '../../registry/position.ts';
import type { ApiContext } from '../context.ts';

export const ifMatchHeaders = z.object({
  'if-match': z.string().max(128).optional().openapi({
    description: 'Needed: the `ETag` of the last answer about it, or `*` for however it stands now',
    example: '"log:42"',
  }),
});

/** Matches no entity: a tag of another log, or none of ours. */
const nowhere: Position = -1;

/** The position that `If-Match` names; undefined for `*`. Fault PRECONDITION_REQUIRED where the header is missing. */
export function expectedPosition(c: ApiContext): Position | undefined {
  const header = c.req.header('if-match');
  if (header === undefined) {
    throw new Fault('PRECONDITION_REQUIRED', 'say which state you change, by its ETag', { field: 'header:If-Match' });
  }
  if (header === '*') return undefined;
  const tag = /^"([^"]*)"$/.exec(header)?.[1];
  return tag === undefined ? nowhere : (parsePosition(c.get('registry').logId, tag) ?? nowhere);
}
