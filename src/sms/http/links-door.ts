import { Fault } from '../../core/fault.ts';
import { minuteMs } from '../../core/time.ts';
import type { LinkDoor, LinkLog } from '../link.ts';
import { defectAnswer, faultAnswer } from './door-answer.ts';

/** Where links that come in by HTTP do so. */
export const linksPath = '/links/';

/** Answers everything below `linksPath`, whatever happens. */
export function linksDoor(
  doors: ReadonlyMap<string, LinkDoor>,
  log: LinkLog,
): (request: Request, clientAddress: string) => Promise<Response> {
  const refused = refusalLog(log);
  return async (request, clientAddress) => {
    const [name = '', ...rest] = new URL(request.url).pathname.slice(linksPath.length).split('/');
    try {
      const door = doors.get(name);
      if (door === undefined) throw new Fault('NOT_FOUND', 'there is nothing at this path', { field: 'path' });
      return await door({ request, path: rest.join('/'), clientAddress });
    } catch (error) {
      if (!(error instanceof Fault)) {
        log.error({ link: name, err: error }, 'a link’s request failed');
        return defectAnswer();
      }
      refused({ link: doors.has(name) ? name : '', code: error.code, field: error.field });
      return faultAnswer(error);
    }
  };
}

interface Refusal {
  readonly link: string;
  readonly code: string;
  readonly field: string | undefined;
}

/** Anybody can be refused without end: each kind is told at once, then once a minute at most, with how many there were. */
function refusalLog(log: LinkLog): (refusal: Refusal) => void {
  const kinds = new Map<string, { untold: number; toldAt: number }>();
  return (refusal) => {
    const key = `${refusal.link} ${refusal.code} ${refusal.field}`;
    const kind = kinds.get(key) ?? { untold: 0, toldAt: Number.NEGATIVE_INFINITY };
    kinds.set(key, kind);
    kind.untold += 1;
    // Not of the clock, which may be set.
    const now = performance.now();
    if (now - kind.toldAt < minuteMs) return;
    log.warn({ ...refusal, count: kind.untold }, 'a link’s request is refused');
    kind.untold = 0;
    kind.toldAt = now;
  };
}
