/** How often something may happen: `max` times within `windowMs` of the first. */
export interface RateLimit {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
  readonly reason: string;
  /** What is counted together, as it is told to who ran into it: `for one number`. */
  readonly per?: string;
  /** The part of the request at fault. */
  readonly field?: string;
}

/** What has no address, all of it together, is one network. */
export const unknownNetwork = 'unknown';

/**
 * The part of an address that one client holds: all of IPv4, the first 64 bits of IPv6 (RFC 4291 2.5.4), IPv4 where
 * it is mapped into IPv6. A port that a proxy wrote behind it is none of it. What is no address stands for itself.
 */
export function clientNetwork(address: string | undefined): string {
  const bare = (address ?? '')
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .toLowerCase();
  if (!bare.includes(':')) return bare.slice(0, 64) || unknownNetwork;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = bare.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const middle = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const groups = [...front, ...middle, ...back];
  if (groups.length === 8 && groups.slice(0, 6).join() === '0,0,0,0,0,ffff') return ipv4Of(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/**
 * Networks that one party gets as easily as one: 256 of IPv4, 65,536 of IPv6 (RFC 6177: an end site has up to a /48).
 */
export function networkSite(network: string): string {
  if (network.endsWith('::/64')) return `${network.split(':').slice(0, 3).join(':')}::/48`;
  return network.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, '').slice(0, 4));
}

function ipv4Of(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((pair) => [pair >> 8, pair & 255])
    .join('.');
}
