import type { Country } from '../country.ts';
import type { Answer } from '../http.ts';
import type { Feature } from '../target.ts';

export type Call = (country: Country) => Promise<Answer>;

/** What is known of one operation besides its place in the document. */
export interface OperationRow {
  /** Succeeds, with this status. */
  readonly good: Call;
  readonly status: number;
  /**
   * Refusals of its own, each with its status and the part it names. Those that all operations share (credentials,
   * scopes, body, unknown members) are walked through elsewhere.
   */
  readonly refused?: readonly (readonly [what: string, call: Call, status: number, field: string])[];
  /** Without this there is nothing that it could answer with. */
  readonly needs?: Feature;
}

export type OperationRows = Readonly<Record<string, OperationRow>>;
