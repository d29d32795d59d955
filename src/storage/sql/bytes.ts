/** What drivers give for a blob: a Buffer or its like, or an ArrayBuffer in a Durable Object. */
export type DriverBytes = Uint8Array | ArrayBuffer;

/** The same bytes as a plain `Uint8Array`, as the contract of the store has them. Nothing is copied. */
export function plainBytes(blob: DriverBytes): Uint8Array {
  return ArrayBuffer.isView(blob)
    ? new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength)
    : new Uint8Array(blob);
}

/** How long a text is in UTF-8, as SQLite stores it. */
export function utf8Length(text: string): number {
  return utf8.encode(text).length;
}

/** Whether both are the same, length and all. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

const utf8 = new TextEncoder();
