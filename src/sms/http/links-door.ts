import { Fault } from '../../core/fault.ts';
import type { LinkDoor, LinkLog } from '../link.ts';
import { defectAnswer, faultAnswer } from './door-answer.ts';

/** Where links that come in by HTTP do so. */
export const linksPath = '/links/';

/** Answers everything below `linksPath`, whatever happens. */
export function linksDoor(
  doors: ReadonlyMap<string, LinkDoor>,
  log: LinkLog,
): (request: Request, clientAddress: string) => Promise<Response> {
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
      log.warn(
        { link: doors.has(name) ? name : '', code: error.code, field: error.field },
        'a link’s request is refused',
      );
      return faultAnswer(error);
    }
  };
}
