import type { FaultCode } from '../../core/fault.ts';

/** What stands on every page, and on the pages of what went wrong. */
export interface ShellWords {
  /** The language's own name of itself. */
  readonly ownName: string;
  readonly serviceName: string;
  readonly skipToContent: string;
  readonly menu: string;
  readonly languages: string;
  /** Where the registry is a demo. */
  readonly demoPhase: string;
  readonly demoNotice: string;
  readonly errorPrefix: string;
  readonly warningPrefix: string;
  readonly errorSummary: string;
  readonly back: string;
  readonly startAgain: string;
  readonly reference: string;
  /** Headings of pages that are a refusal; the rest of the faults get `OTHER`. */
  readonly refusals: Readonly<Partial<Record<FaultCode | 'DEFECT', Refusal>> & Record<'OTHER' | 'DEFECT', Refusal>>;
  /** When to try again, from seconds. */
  tryAgainIn(waitSec: number): string;
  /** By which the operator finds the request in his log. */
  quote(correlator: string): string;
}

export interface Refusal {
  readonly heading: string;
  readonly text: string;
}
