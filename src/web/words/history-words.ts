import type { Proof, WayIn } from '../../core/change.ts';
import type { HistoryRow } from '../../registry/preferences/read-history.ts';

export type EventKind = HistoryRow['event']['kind'] | 'HISTORY_ERASED' | 'RECORD_ERASED';

/** What happened to a number, who did it, and what showed that he might. */
export interface HistoryWords {
  readonly heading: string;
  readonly lead: string;
  readonly empty: string;
  /** Heads the list for who cannot see it. */
  readonly changes: string;
  /** `brand`: its name, where the event is about one. */
  readonly events: Readonly<Record<EventKind, (brand: string) => string>>;
  readonly when: string;
  readonly by: string;
  readonly byYou: string;
  /** In a receipt, which anybody may read. */
  readonly byHolder: string;
  readonly byOperator: string;
  byOrganisation(name: string): string;
  agent(id: string): string;
  readonly way: string;
  readonly ways: Readonly<Record<WayIn, string>>;
  readonly proof: string;
  readonly proofs: Readonly<Record<Proof, string>>;
  readonly stoodThen: string;
  readonly older: string;
  readonly newest: string;
  /** What the button takes back, for who cannot see beside what it stands. */
  undoOf(event: string, when: string): string;
}
