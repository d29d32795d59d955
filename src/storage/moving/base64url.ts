/** base64url without padding (RFC 4648 section 5), of some bytes or of hundreds of kilobytes. */
export function bytesText(bytes: Uint8Array): string {
  let binary = '';
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    binary += String.fromCharCode(...bytes.subarray(from, from + chunkBytes));
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of a canonical text; undefined for any other. */
export function textBytes(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string' || !/^[\w-]*$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    // Unused bits of the last character must be zero: no two texts stand for the same bytes (RFC 4648 3.5).
    return bytesText(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** An engine takes only so many arguments at once. */
const chunkBytes = 8_192;
