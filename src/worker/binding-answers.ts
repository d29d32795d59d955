import type { BoundEverywhere } from '../lookup/directory-feed.ts';
import type { Log } from '../runtime/log.ts';
import type { ObjectChore } from './alarm-chores.ts';
import { platformLimits } from './platform-limits.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/** What the objects of numbers have copies of: organisations, sender identities, signing keys. */
const replicated = /^\/v1\/(?:organisations|sender-identities|signing-keys)(?:\/|$)/;
const reading = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Answers that somebody may take for an acknowledgement of how the directory stands wait until it stands so everywhere.
 * Not only those that wrote: who tries again after a refusal finds his change made, and nothing left to write.
 */
export function bindingAnswers(answer: Answer, everywhere: BoundEverywhere): Answer {
  return async (request) => {
    const response = await answer(request);
    const isBinding = !reading.includes(request.method) && replicated.test(new URL(request.url).pathname);
    if (isBinding && everywhere.isBehind()) await everywhere.settle();
    return response;
  };
}

/** Tells them what they could not be told. */
export function tellEverywhere(everywhere: BoundEverywhere, log: Log): ObjectChore {
  return {
    ...{ name: 'replicas', everyMs: platformLimits.alarmMs, isUnderWay: () => everywhere.isBehind() },
    async run() {
      if (!everywhere.isBehind()) return;
      await everywhere.settle().catch((err: unknown) => {
        log.warn({ err }, 'an object of numbers could not be told of a change of the directory');
      });
    },
  };
}
