import type { InboundText, TextReceived } from '../registry/texts/receive-text.ts';
import type { DeliveryReceipt } from './outlet.ts';

/** What the operator reads; no phone number in any line. */
export interface LinkLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What a link hands on: its other end is the registry, where it acts as its carrier. */
export interface LinkEnds {
  /** Durable when resolved. Faults as of `receiveText`. */
  takeText(text: InboundText): Promise<TextReceived>;
  /** Durable when resolved. */
  receipt(receipt: DeliveryReceipt): Promise<void>;
  readonly log: LinkLog;
}

/** What every link has, whatever its kind. */
export interface LinkSettings {
  /** Letters, digits, `-`: it stands in paths, logs and what is kept of texts. */
  readonly name: string;
  /** Id of the carrier that it acts as. */
  readonly organisation: string;
  /** The numbers of the policy that it is for. */
  readonly numbers: readonly string[];
}

/** What of a request over HTTP a link's door looks at. */
export interface LinkRequest {
  readonly request: Request;
  /** The path behind the link's name, without a slash before or behind. */
  readonly path: string;
  readonly clientAddress: string;
}

/** Answers requests of a link's other side. Faults are for the caller to answer. */
export type LinkDoor = (request: LinkRequest) => Promise<Response>;
