/** How often something may happen: `max` times within `windowMs` of the first. */
export interface RateLimit {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
  readonly reason: string;
}

/**
 * The part of an address that one client holds: all of IPv4, the first 64 bits of IPv6 (RFC 4291 2.5.4), IPv4 where
 * it is mapped into IPv6. What is no address stands for itself.
 */
export function clientNetwork(address: string): string {
  const bare = address
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .toLowerCase();
  if (!bare.includes(':')) return bare.slice(0, 64);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = bare.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const middle = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return `${[...front, ...middle, ...back].slice(0, 4).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, '').slice(0, 4));
}
