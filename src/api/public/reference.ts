import { Fault } from '../../core/fault.ts';
import type { ApiContext } from '../context.ts';
import { type ApiApp, mountPage } from '../mount.ts';
import { openApiText } from '../openapi.ts';

/** A file of the reference page by its name, however the runtime comes by it; undefined where there is none. */
export type Assets = (name: string) => Asset | undefined;

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** Files of swagger-ui-dist that the page needs; `Assets` is asked for no other. */
export const referenceFiles = ['swagger-ui-bundle.js', 'swagger-ui.css'] as const;

/** Where there are no assets there is no page; the document is always there. */
export function referenceRoutes(app: ApiApp, assets: Assets | undefined): void {
  let document: string | undefined;
  mountPage(app, '/openapi.json', (c) => {
    document ??= openApiText(app);
    return file(c, document, 'application/json', 'no-cache');
  });
  if (assets === undefined) return;
  mountPage(app, '/reference', (c) => file(c, page, 'text/html; charset=utf-8', 'no-cache'));
  mountPage(app, '/reference/start.js', (c) => file(c, start, 'text/javascript; charset=utf-8', 'no-cache'));
  mountPage(app, '/reference/page.css', (c) => file(c, style, 'text/css; charset=utf-8', 'no-cache'));
  for (const name of referenceFiles) {
    mountPage(app, `/reference/${name}`, (c) => {
      const asset = assets(name);
      if (asset === undefined) throw new Fault('NOT_FOUND', 'this build has no reference page', { field: 'path' });
      return file(c, asset.body, asset.contentType, 'public, max-age=86400');
    });
  }
}

/** Nothing from another host, no inline script; the library sets styles on elements. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function file(c: ApiContext, body: string | Uint8Array<ArrayBuffer>, contentType: string, caching: string): Response {
  return new Response(body, {
    headers: {
      'content-type': contentType,
      'cache-control': caching,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-correlator': c.get('correlator'),
    },
  });
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reference: do-not-disturb registry</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/reference/swagger-ui.css">
<link rel="stylesheet" href="/reference/page.css">
</head>
<body>
<noscript>This page needs scripts. <a href="/openapi.json">The document itself</a> does not.</noscript>
<main id="reference"></main>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  validatorUrl: null,
  queryConfigEnabled: false,
  supportedSubmitMethods: [],
});
`;

/** Nothing is sent from the page, so it asks for no credentials. */
const style = `body { margin: 0; }
.swagger-ui .scheme-container, .swagger-ui .authorization__btn, .swagger-ui .response-col_links { display: none; }
.swagger-ui .info a, .swagger-ui .info .title { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 12px; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag small { flex-basis: 100%; order: 1; padding: 4px 0; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; overflow-wrap: anywhere; }
  .swagger-ui table { table-layout: fixed; overflow-wrap: anywhere; }
  .swagger-ui .responses-table .response-col_status { width: 40px; }
  .swagger-ui table.parameters th:first-child, .swagger-ui table.parameters td:first-child { width: 38%; }
  .swagger-ui table.parameters th, .swagger-ui .parameters-col_description { width: 62%; }
  .swagger-ui .parameters-col_description input { min-width: 0; max-width: 100%; }
  .swagger-ui .opblock-body select { max-width: 100%; min-width: 0; }
}
`;
