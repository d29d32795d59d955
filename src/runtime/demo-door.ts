const forwardingHeaders = new Set(['forwarded', 'x-real-ip', 'via', 'true-client-ip']);
const loopbackNames = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * The demo's clients are known to everybody who reads its folder, so it answers this machine alone: no request that
 * a proxy passed on, none under another host's name (a web page that rebinds its name to loopback). The header that
 * shows that a request is none of this machine's; undefined where it is.
 */
export function foreignHeader(names: Iterable<string>, host: string | undefined): string | undefined {
  for (const name of names) if (forwardingHeaders.has(name) || name.startsWith('x-forwarded-')) return name;
  return loopbackNames.test(host ?? '') ? undefined : 'host';
}

export const demoRefusal = {
  status: 403,
  code: 'PERMISSION_DENIED',
  message: 'the demo answers this machine alone, and nothing that was forwarded',
} as const;
