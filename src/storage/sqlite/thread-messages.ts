import type { Command, Failure, Results } from '../sql/commands.ts';

/** What was asked for in one turn comes in one message: each wakes the thread. */
export type Request = readonly NumberedCommand[] | { readonly close: true };

export interface NumberedCommand {
  readonly id: number;
  readonly command: Command;
}

export type Answer =
  | { readonly id: number; readonly result: Results[Command['kind']] }
  | { readonly id: number; readonly failure: Failure };

export type Report = { readonly ready: true } | { readonly answers: readonly Answer[] };
