/** What is used of the package `smpp` 0.5.1, which has no types of its own. */
declare module 'smpp' {
  interface FieldType<T> {
    read(buffer: Buffer, offset: number, length: number): T;
    write(value: T, buffer: Buffer, offset: number): void;
    size(value: T): number;
    readonly default?: T;
  }

  interface Parameter {
    readonly type: FieldType<never>;
    readonly default?: unknown;
  }

  interface Command {
    readonly id: number;
    readonly params?: Readonly<Record<string, Parameter>>;
  }

  /** Parameters and TLVs of the command lie beside these by their names in the specification. */
  class PDU {
    constructor(command: string, options: Readonly<Record<string, unknown>>);
    /** Throws where it reads beyond the end. */
    static fromBuffer(buffer: Buffer): PDU | false;
    /** `unknown` where the id stands for none. */
    readonly command: string;
    readonly command_id: number;
    readonly command_status: number;
    readonly sequence_number: number;
    toBuffer(): Buffer;
  }

  const smpp: {
    readonly PDU: typeof PDU;
    readonly commands: Readonly<Record<string, Command>>;
    readonly types: { readonly cstring: FieldType<never>; readonly buffer: FieldType<never> };
    readonly tlvs: Readonly<Record<string, { readonly id: number }>>;
    addCommand(name: string, command: Command): void;
    addTLV(name: string, tlv: { readonly id: number; readonly type: FieldType<Buffer> }): void;
  };
  export = smpp;
}
