import { registryApp } from '../api/app.ts';
import { givenPolicy } from '../api/regulator/replay-wire.ts';
import { defectReport } from '../runtime/defect-report.ts';
import { isForPages } from '../runtime/door-rule.ts';
import { formParts } from '../runtime/form-parts.ts';
import type { Log } from '../runtime/log.ts';
import { recordFrom } from '../runtime/own-record.ts';
import { linksPath } from '../sms/http/links-door.ts';
import type { PageAssets } from '../web/page-assets.ts';
import { webApp } from '../web/web-app.ts';
import type { ObjectTexts } from './object-texts.ts';

/** Where the demo shows its texts; the door in front of it answers this machine alone. */
const outboxPath = '/demo/outbox.jsonl';

/** Answers a request at the door it is for: that of programs, of people, or of links by which texts come in. */
export function objectDoors(texts: ObjectTexts, assets: PageAssets, log: Log) {
  const { registry, door: links, outbox } = texts;
  const reportDefect = defectReport(log);
  // The platform hands out the files of the reference page: who asks here asks for one that is gone.
  const api = registryApp(registry, { reportDefect, assets: () => undefined });
  const pages = webApp(registry, {
    ...{ assets, formParts, reportDefect, givenPolicy },
    ownRecord: recordFrom(registry, api),
  });
  return (request: Request): Response | Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const clientAddress = request.headers.get('cf-connecting-ip') ?? '';
    if (links !== undefined && pathname.startsWith(linksPath)) return links(request, clientAddress);
    if (registry.demo && pathname === outboxPath) return textFile(outbox());
    const isPage = isForPages(pathname + search, request.headers.get('accept') ?? undefined);
    return isPage ? pages.fetch(uncompressed(request), { clientAddress }) : api.fetch(request, { clientAddress });
  };
}

/** Without the wish for gzip, which the platform adds: the edge compresses what it sends, and would do so twice. */
function uncompressed(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('accept-encoding');
  return new Request(request, { headers });
}

function textFile(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/jsonl', 'cache-control': 'no-store' } });
}
