/** What the door looks at to say how much room a request takes. */
export interface AskedRoom {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** `content-length`; undefined: not declared. */
  readonly declaredBytes: number | undefined;
  readonly hasBody: boolean;
}

/** Smaller bodies are kept small by the number of requests. */
const largeBodyBytesMin = 4_096;
/** What a body of undeclared length is taken for: the largest that any operation reads. */
const undeclaredBytes = 8 * 2 ** 20;
/** What of a list is in memory at once while it comes in. */
const streamedBytes = 4 * 2 ** 20;

const listPath =
  /^\/(?:v1\/scrubs(?:\/[0-9a-z]+\/input)?|v1\/carrier-files\/[\w-]+\.csv\/content|lists\/(?:new|[0-9a-z]+\/input))(?:\?|$)/;
const listMethods = ['POST', 'PATCH', 'PUT'];

/** Its body is a list, which is not gathered but passed on as it comes. */
export function takesList({ method, url }: Pick<AskedRoom, 'method' | 'url'>): boolean {
  return listMethods.includes(method) && listPath.test(url);
}

/** Bytes of memory that the body may take; 0 where it is small. */
export function largeBytesOf(asked: AskedRoom): number {
  const { declaredBytes, hasBody } = asked;
  if (takesList(asked)) return streamedBytes;
  if (declaredBytes === undefined) return hasBody ? undeclaredBytes : 0;
  return declaredBytes > largeBodyBytesMin ? declaredBytes : 0;
}
