/** First parts of the paths that are for programs. */
const apiParts: ReadonlySet<string> = new Set([
  'v1',
  'oauth',
  '.well-known',
  'healthz',
  'readyz',
  'openapi.json',
  'reference',
]);

/** First parts of the pages' paths. */
const pageParts: ReadonlySet<string> = new Set([
  '',
  'assets',
  'check',
  'code',
  'desk',
  'figures',
  'help',
  'lists',
  'me',
  'open-data',
  'sign-in',
  'sign-out',
]);

/** Whether a request is for the pages. What no door knows goes to whoever can read the refusal. */
export function isForPages(url: string, accept: string | undefined): boolean {
  if (url.startsWith('/v1/')) return false;
  const part = /^\/([^/?#]*)/.exec(url)?.[1];
  if (part === undefined || apiParts.has(part)) return false;
  return pageParts.has(part) || accept?.includes('text/html') === true;
}
