/**
 * Told of every answer: whose operation it was (`none` where the request fitted no operation), its HTTP status, and
 * the milliseconds from entering the application to the finished answer. Called on every request: it must cost less
 * than a microsecond, must not throw, and never sees the request or the answer.
 */
export type Observe = (operationId: string, status: number, durationMs: number) => void;
