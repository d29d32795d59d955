/**
 * Signs with one private key of the registry, ES256 (RFC 7518 3.4: r ‖ s, 64 bytes, over SHA-256). The only thing
 * that differs between runtimes: `crypto.sign` on Node, WebCrypto on Workers.
 */
export interface Signer {
  readonly kid: string;
  /** The compact JWS of a payload; `typ` goes to the protected header beside `alg` and `kid`. */
  compactJws(typ: string, payloadJson: string): string | Promise<string>;
}
