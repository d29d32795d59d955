/** A client that a registry has admitted. */
export interface TargetClient {
  readonly clientId: string;
  /** ES256 (RFC 7518), with `kid`. */
  readonly privateJwk: Readonly<Record<string, string>>;
}

/** What a runtime may be without. */
export type Feature = 'RELEASES' | 'LINKS';

/**
 * A registry that runs somewhere, under the policy of China, and is nobody else's. This is all that the suite knows of
 * it: the rest goes over HTTP.
 */
export interface Target {
  /** Without a slash at its end; the same after `restart`. */
  readonly url: string;
  readonly operator: TargetClient;
  /** Texts that went out to a number (E.164), oldest first. */
  texts(phoneNumber: string): Promise<readonly string[]>;
  /** Hands a text in over a link by HTTP, until it is taken; where there are links. */
  handIn?(
    messageId: string,
    text: { readonly from: string; readonly to: string; readonly text: string },
  ): Promise<void>;
  /** `kill -9`, and a new start on what was kept; resolves once it answers. */
  restart(): Promise<void>;
  /** What it is without, and why. */
  readonly lacks: Readonly<Partial<Record<Feature, string>>>;
  stop(): Promise<void>;
}
