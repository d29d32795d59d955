import { headerOctets, MalformedPdu, pduOctetsMax } from './pdu.ts';

/** Cuts what a connection brings into PDUs. Holds at most one piece and what is left of the one before. */
export class PduFrames {
  #held: Buffer = Buffer.alloc(0);

  push(piece: Buffer): void {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
  }

  /** The next whole PDU; undefined until more has come. Throws `MalformedPdu` where none can begin so. */
  next(): Buffer | undefined {
    if (this.#held.length < 4) return undefined;
    const length = this.#held.readUInt32BE(0);
    if (length < headerOctets || length > pduOctetsMax) {
      throw new MalformedPdu(`a PDU has ${headerOctets} to ${pduOctetsMax} octets`);
    }
    if (this.#held.length < length) return undefined;
    const frame = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return frame;
  }
}
