/**
 * Signs with one private key of the registry, ES256 (RFC 7518 3.4: r ‖ s, 64 bytes, over SHA-256). The only thing
 * that differs between runtimes: `crypto.sign` on Node, WebCrypto on Workers.
 */
export interface Signer {
  readonly kid: string;
  /** The compact JWS of a payload; `typ` goes to the protected header beside `alg` and `kid`. */
  compactJws(typ: string, payloadJson: string): string | Promise<string>;
}

/** Makes the runtime's signer of a private key. */
export type SignerOf = (key: PrivateSigningKey) => Signer | Promise<Signer>;

/** A P-256 private key as JWK (RFC 7518 6.2): `kty`, `crv`, `x`, `y`, `d`, and its `kid`. */
export type PrivateSigningKey = Readonly<Record<string, string>> & { readonly kid: string };
