import { canonicalJson } from '../storage/canonical.ts';
import { type GivenResponse, memberOf, type Payload } from './given-receipt.ts';

/**
 * What is signed of the files of a release of figures: the manifest’s members behind these three. The payload of a JWS
 * of type `dnd-release+jwt`. It has no `exp`: a release does not run out.
 */
interface ReleaseReceipt {
  readonly receiptForm: 'RELEASE';
  readonly iss: string;
  /** When it was signed: seconds since 1970 (RFC 7519). */
  readonly iat: number;
}

const ownMembers: ReadonlySet<string> = new Set(['receiptForm', 'iss', 'iat'] satisfies (keyof ReleaseReceipt)[]);

/** The JSON of that payload. */
export function releaseReceipt({ iss, iat }: Omit<ReleaseReceipt, 'receiptForm'>, manifest: object): string {
  const own: ReleaseReceipt = { receiptForm: 'RELEASE', iss, iat };
  return JSON.stringify({ ...own, ...manifest });
}

/** Members of a manifest, given with its `signature`, that are not what was signed, and those that it leaves out. */
export function differingManifest(signed: Payload, given: GivenResponse): readonly string[] {
  const names = new Set([...given.names, ...Object.keys(signed)]);
  return [...names].filter((name) => {
    if (name === 'signature' || ownMembers.has(name)) return false;
    if (!given.names.includes(name) || !Object.hasOwn(signed, name)) return true;
    return canonicalJson(memberOf(given, name)) !== canonicalJson(signed[name]);
  });
}
