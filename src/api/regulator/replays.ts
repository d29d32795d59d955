import { noteFiguresShown } from '../../registry/statistics/note-figures-shown.ts';
import { cancelReplay } from '../../registry/statistics/replays/cancel-replay.ts';
import { readReplay, readReplayResult } from '../../registry/statistics/replays/read-replays.ts';
import { replayLimits } from '../../registry/statistics/replays/replay-limits.ts';
import { startReplay } from '../../registry/statistics/replays/start-replay.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply, replyEmpty } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import {
  givenPolicy,
  replayBody,
  replayParams,
  replayResultBody,
  replayResultSchema,
  replaySchema,
  replayTermsSchema,
} from './replay-wire.ts';

const scope = 'dnd:statistics:read';
/** What stands around the policy, and white space in it. */
const maxBodyBytes = 2 * replayLimits.policyBytesMax;

const start = organisationRoute(scope, {
  method: 'post',
  path: '/v1/statistics/replays',
  operationId: 'startReplay',
  summary: 'What would change for registered numbers under another policy',
  description: `A job: every registered number is decided by the present policy and by the proposed one, for a week and holidays, in all categories and channels, promotional and service. One at a time, ${replayLimits.aDay.max} a day, each in the log with the digest of the proposal.`,
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: replayTermsSchema } } },
  },
  answers: { 202: replaySchema },
  faults: [409],
  around: [idempotent('startReplay')],
  maxBodyBytes,
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/statistics/replays/{replayId}',
  operationId: 'readReplay',
  summary: 'A replay as it stands',
  description: 'Until it has ended, ask again after a second or more. Kept for seven days.',
  request: { params: replayParams },
  answers: { 200: replaySchema },
  faults: [404],
});

const result = organisationRoute(scope, {
  method: 'get',
  path: '/v1/statistics/replays/{replayId}/result',
  operationId: 'readReplayResult',
  summary: 'The figures of a replay',
  description:
    'Consents and refusals of single senders are left out: whoever has consented to a brand is counted by his other choices. Each read is an entry of the change log.',
  request: { params: replayParams },
  answers: { 200: replayResultSchema },
  faults: [404, 409],
});

const cancel = organisationRoute(scope, {
  method: 'delete',
  path: '/v1/statistics/replays/{replayId}',
  operationId: 'cancelReplay',
  summary: 'Cancel a replay, or delete one that has ended',
  request: { params: replayParams },
  answers: { 204: null },
  faults: [404],
});

export function replayRoutes(app: ApiApp): void {
  mount(app, start, async (c) => {
    const { policy, ...terms } = c.req.valid('json');
    const asked = policy === undefined ? terms : { ...terms, policy: givenPolicy(policy) };
    const replay = await startReplay(c.get('registry'), organisationOf(c), asked);
    return reply(c, 202, replayBody(replay), { location: `/v1/statistics/replays/${replay.replayId}` });
  });
  mount(app, read, (c) =>
    reply(c, 200, replayBody(readReplay(c.get('registry'), organisationOf(c), c.req.valid('param')))),
  );
  mount(app, result, async (c) => {
    const registry = c.get('registry');
    const { replayId } = c.req.valid('param');
    const figures = readReplayResult(registry, organisationOf(c), { replayId });
    await noteFiguresShown(registry, organisationOf(c), { what: 'REPLAY', query: `replayId=${replayId}&read=result` });
    return reply(c, 200, replayResultBody(registry, figures));
  });
  mount(app, cancel, async (c) => {
    await cancelReplay(c.get('registry'), organisationOf(c), c.req.valid('param'));
    return replyEmpty(c);
  });
}
