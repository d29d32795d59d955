import { secondMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';

/**
 * A manifest and the compact JWS (`typ: dnd-receipt+jwt`) whose payload is that manifest with `receiptForm: MANIFEST`,
 * `iss`, `aud`, `iat` and `exp`: any JOSE library verifies it by the registry's published keys.
 */
export async function signedManifest<M extends object>(
  { receipts, issuer, policy, now }: Registry,
  audience: string,
  manifest: M,
): Promise<{ readonly manifest: M; readonly signature: string }> {
  const iat = Math.floor(now() / secondMs);
  const exp = iat + policy.clocks.checkValidForSec;
  const payload = { receiptForm: 'MANIFEST', iss: issuer, aud: audience, iat, exp, ...manifest };
  return { manifest, signature: await receipts.sign('dnd-receipt+jwt', JSON.stringify(payload)) };
}
