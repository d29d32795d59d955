import smpp from 'smpp';

/** What a field holds: integers, C-octet strings, octets; a TLV is always octets. */
export type FieldValue = number | string | Buffer;

/** Fields by their names in the specification: SMPP 3.4, chapters 4 and 5. */
export type PduFields = Readonly<Record<string, FieldValue | undefined>>;

/** A protocol data unit of SMPP 3.4. */
export interface Pdu {
  /** `unknown` where the id stands for none. */
  readonly command: string;
  readonly isResponse: boolean;
  readonly status: number;
  readonly sequence: number;
  readonly fields: PduFields;
}

/** Not to be understood as the specification has it. */
export class MalformedPdu extends Error {
  override readonly name = 'MalformedPdu';
}

export const headerOctets = 16;
/** More than any text needs; as much as the package takes. */
export const pduOctetsMax = 16_384;

const responseBit = 0x80000000;

const cOctetString = {
  read: (buffer: Buffer, offset: number): string => {
    const end = buffer.indexOf(0, offset);
    if (end < 0) throw new MalformedPdu('a string has no end');
    return buffer.toString('latin1', offset, end);
  },
  write: (value: string, buffer: Buffer, offset: number): void => {
    buffer.writeUInt8(0, offset + buffer.write(value, offset, 'latin1'));
  },
  size: (value: string): number => value.length + 1,
  default: '',
};

const countedOctets = {
  read: (buffer: Buffer, offset: number): Buffer => within(buffer, offset + 1, buffer.readUInt8(offset)),
  write: (value: Buffer, buffer: Buffer, offset: number): void => {
    buffer.writeUInt8(value.length, offset);
    value.copy(buffer, offset + 1);
  },
  size: (value: Buffer): number => value.length + 1,
  default: Buffer.alloc(0),
};

const tlvOctets = {
  read: within,
  write: (value: Buffer, buffer: Buffer, offset: number): void => {
    value.copy(buffer, offset);
  },
  size: (value: Buffer): number => value.length,
};

function within(buffer: Buffer, offset: number, length: number): Buffer {
  if (offset + length > buffer.length) throw new MalformedPdu('a field reaches beyond the end');
  return Buffer.from(buffer.subarray(offset, offset + length));
}

// As it comes, the package decodes texts and times by guesses of its own, and reads beyond fields that are cut short.
for (const [name, { id, params = {} }] of Object.entries(smpp.commands)) {
  const plain = Object.entries(params).map(([key, { type, default: fallback }]) => {
    const strict = type === smpp.types.cstring ? cOctetString : type === smpp.types.buffer ? countedOctets : type;
    return [key, { type: strict as typeof type, ...(fallback == null ? {} : { default: fallback }) }] as const;
  });
  smpp.addCommand(name, { id, params: Object.fromEntries(plain) });
}
for (const [name, { id }] of Object.entries(smpp.tlvs)) smpp.addTLV(name, { id, type: tlvOctets });

/** The octets of a PDU. What `fields` leaves out is zero or empty; other than with status 0 there is no body. */
export function encodePdu(command: string, sequence: number, fields: PduFields = {}, status = 0): Buffer {
  return new smpp.PDU(command, { ...fields, sequence_number: sequence, command_status: status }).toBuffer();
}

/** The PDU that exactly these octets are. Throws `MalformedPdu`, of which the header is sound. */
export function decodePdu(octets: Buffer): Pdu {
  const header = headerOf(octets);
  let read: unknown;
  try {
    read = smpp.PDU.fromBuffer(octets);
  } catch (error) {
    if (error instanceof MalformedPdu) throw error;
    throw new MalformedPdu('a field is cut short', { cause: error });
  }
  const { command, ...fields } = { ...(read as Record<string, FieldValue> & { readonly command: string }) };
  return { ...header, command, fields };
}

/** What can be said of a PDU whose body is malformed. */
export function headerOf(octets: Buffer): Omit<Pdu, 'command' | 'fields'> {
  return {
    isResponse: octets.readUInt32BE(4) >= responseBit,
    status: octets.readUInt32BE(8),
    sequence: octets.readUInt32BE(12),
  };
}

/** A parameter that is an integer; 0 where it is missing. */
export function integerField({ fields }: Pdu, name: string): number {
  const value = fields[name];
  if (Buffer.isBuffer(value)) return value.length === 0 || value.length > 4 ? 0 : value.readUIntBE(0, value.length);
  return typeof value === 'number' ? value : 0;
}

/** A string; of a TLV up to its first zero, which some peers leave out. */
export function stringField({ fields }: Pdu, name: string): string {
  const value = fields[name];
  if (Buffer.isBuffer(value)) return value.toString('latin1').split('\0', 1)[0] ?? '';
  return typeof value === 'string' ? value : '';
}

/** Octets; undefined where they are missing. */
export function octetsField({ fields }: Pdu, name: string): Buffer | undefined {
  const value = fields[name];
  return Buffer.isBuffer(value) ? value : undefined;
}
