/** What the operator reads: one JSON object a line, no phone number in any. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  /** `facts.err` is shown with its stack. */
  error(facts: object, message: string): void;
}

/** Nothing of ours puts a number into an error; what a library says may quote one. */
export function masked<T>(error: T): T {
  const text = JSON.stringify(error, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\+?\d{7,15}/g, '[number]') : value,
  );
  return JSON.parse(text) as T;
}
