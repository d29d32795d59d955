/** Of which text the message is a part. */
export interface PartOf {
  readonly reference: number;
  /** Parts of the whole text. */
  readonly total: number;
  /** From 1. */
  readonly place: number;
}

/** What a user data header says: 3GPP TS 23.040, 9.2.3.24. */
export interface UserDataHeader {
  /** Octets up to the text, its own length included. */
  readonly octets: number;
  readonly part?: PartOf;
  /** National language of the single shift table. */
  readonly singleShift?: number;
  /** What follows is no text as we read it: for a port, in a locked alphabet, a picture … */
  readonly isForeign: boolean;
}

const element = { part: 0x00, widePart: 0x08, singleShift: 0x24 } as const;
/** Elements that change nothing of how the text is read: indications, and what message centres add. */
const harmless: ReadonlySet<number> = new Set([0x01, 0x06, 0x07, 0x21, 0x22, 0x23]);

/** Undefined where the octets begin with none that is whole. */
export function readHeader(octets: Buffer): UserDataHeader | undefined {
  const end = (octets[0] ?? octets.length) + 1;
  if (end > octets.length) return undefined;
  let header: UserDataHeader = { octets: end, isForeign: false };
  for (let at = 1; at < end; ) {
    const name = octets.readUInt8(at);
    const length = at + 1 < end ? octets.readUInt8(at + 1) : end;
    const body = octets.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    if (at > end) return undefined;
    header = { ...header, ...meaning(name, body) };
  }
  return header;
}

function meaning(name: number, body: Buffer): Partial<UserDataHeader> {
  if (name === element.part && body.length === 3) {
    return { part: { reference: body.readUInt8(0), total: body.readUInt8(1), place: body.readUInt8(2) } };
  }
  if (name === element.widePart && body.length === 4) {
    // Beyond what eight bits name, so that the two kinds never meet.
    return { part: { reference: 0x10000 + body.readUInt16BE(0), total: body.readUInt8(2), place: body.readUInt8(3) } };
  }
  if (name === element.singleShift && body.length === 1) return { singleShift: body.readUInt8(0) };
  return harmless.has(name) ? {} : { isForeign: true };
}

/** The header of one part, with a reference of eight bits, which every phone knows. */
export function partHeader({ reference, total, place }: PartOf): Buffer {
  return Buffer.from([0x05, element.part, 0x03, reference & 0xff, total, place]);
}
