import { Fault } from '../core/fault.ts';
import type { EpochMs } from '../core/time.ts';
import type { Directory } from '../lookup/directory.ts';
import { nextTurn } from '../lookup/next-turn.ts';
import type { Sha256 } from '../storage/leaf-hash.ts';
import type { Store } from '../storage/store.ts';
import { jwsVerifier } from './jws-verifier.ts';
import { publishedKeys } from './key-ring.ts';
import type { ReceiptDesk, TokenType } from './receipt-desk.ts';
import { bytesDigest } from './receipt-payload.ts';
import { rowTree } from './row-tree.ts';
import type { Signer, SignerOf } from './signer.ts';
import { generateSigningKey } from './signing-key-pair.ts';
import { type SigningSecrets, signingSecrets } from './signing-secrets.ts';
import { sharedSigner } from './turn-signer.ts';

export interface ReceiptDeskOptions {
  readonly directory: Pick<Directory, 'signingKeys'>;
  readonly store: Pick<Store, 'shortRecord' | 'putShortRecord'>;
  readonly signerOf: SignerOf;
  /** base64url of the SHA-256 of bytes; WebCrypto where absent, which takes a copy and a thread. */
  readonly digest?: ReceiptDesk['digest'];
  readonly sha256: Sha256;
  /** Runs something at the end of this turn of the event loop; `setImmediate` on Node, a message to itself where absent. */
  readonly atEndOfTurn?: (run: () => void) => void;
  /** `iss` of shared receipts. */
  readonly issuer: string;
  /** See `SigningSecretsOptions`; production does not start without it. */
  readonly keyEncryptionSecret?: Uint8Array<ArrayBuffer>;
  /** The policy's: how long a shared receipt holds. */
  readonly checkValidForSec: number;
  readonly now: () => EpochMs;
}

/** Receipts and tokens under the key ring that the directory has at each call. */
export function receiptDesk(options: ReceiptDeskOptions): ReceiptDesk {
  const { directory } = options;
  const secrets = signingSecrets(options);
  const ringKey = (kid: string) => directory.signingKeys()?.document.keys.find((key) => key.kid === kid);
  const sign = currentSigner(options, secrets);
  return {
    sign,
    digest: options.digest ?? bytesDigest,
    signShared: sharedSigner({ ...options, sign, atEndOfTurn: options.atEndOfTurn ?? inNextTurn }),
    sha256: options.sha256,
    rowTree: () => rowTree(options.sha256),
    jwks() {
      const ring = directory.signingKeys()?.document ?? { keys: [] };
      return { keys: publishedKeys(ring) };
    },
    ...jwsVerifier((kid) => {
      const key = ringKey(kid);
      return key === undefined ? undefined : { jwk: key.jwk, compromised: key.status === 'COMPROMISED' };
    }),
    async makeKey() {
      const { kid, publicJwk, privateJwk } = await generateSigningKey();
      await secrets.keep(privateJwk);
      return { kid, jwk: publicJwk };
    },
    forgetKey: (kid) => secrets.forget(kid),
  };
}

function inNextTurn(run: () => void): void {
  void nextTurn().then(run);
}

function currentSigner({ directory, signerOf }: ReceiptDeskOptions, secrets: SigningSecrets): ReceiptDesk['sign'] {
  const loading = new Map<string, Promise<Signer | undefined>>();
  let ready: { readonly signer: Signer; readonly position: number } | undefined;

  const load = async (kid: string): Promise<Signer | undefined> => {
    const key = await secrets.load(kid);
    return key === undefined ? undefined : await signerOf(key);
  };
  const loadOnce = (kid: string): Promise<Signer | undefined> => {
    const known = loading.get(kid);
    if (known !== undefined) return known;
    const pending = load(kid).finally(() => loading.delete(kid));
    loading.set(kid, pending);
    return pending;
  };
  const signWithLoadedKey = async (typ: TokenType, payloadJson: string): Promise<string> => {
    const found = directory.signingKeys();
    const kid = found?.document.keys.find((key) => key.status === 'CURRENT')?.kid;
    if (found === undefined || kid === undefined) throw new Fault('UNAVAILABLE', 'The registry has no signing key.');
    const signer = ready?.signer.kid === kid ? ready.signer : await loadOnce(kid);
    if (directory.signingKeys()?.position !== found.position) return signWithLoadedKey(typ, payloadJson);
    if (signer === undefined) throw new Fault('UNAVAILABLE', 'The private key of the current signing key is missing.');
    ready = { signer, position: found.position };
    return signer.compactJws(typ, payloadJson);
  };

  return (typ, payloadJson) => {
    const position = directory.signingKeys()?.position;
    return ready !== undefined && ready.position === position
      ? ready.signer.compactJws(typ, payloadJson)
      : signWithLoadedKey(typ, payloadJson);
  };
}
