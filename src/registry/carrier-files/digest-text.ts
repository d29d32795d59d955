import { bytesOfBase64url } from '../../receipts/base64url.ts';

/** A SHA-256 as manifests write it, in lower case. */
export function hexadecimal(digest: string): string {
  const bytes = bytesOfBase64url(digest, 32) ?? [];
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
