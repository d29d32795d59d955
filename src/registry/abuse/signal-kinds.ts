import { type DoorKind, doorKinds, doorWords } from './door-watch.ts';
import { type AbuseKind, abuseKinds, abuseWords } from './number-watch.ts';

/** All that the operator is told of: what organisations do, and what strangers do at the subscribers' doors. */
export const signalKinds = [...abuseKinds, ...doorKinds] as const;
export type SignalKind = AbuseKind | DoorKind;

/** What `measure` of a signal is, and from which value on there is one. */
export const signalWords: Readonly<Record<SignalKind, { readonly from: number; readonly meaning: string }>> = {
  ...abuseWords,
  ...doorWords,
};

/** Kinds whose measure is a number of requests; of the others it is a size. */
export function isCounted(kind: SignalKind): boolean {
  return kind === 'CANARY' || kind === 'PROBING' || kind in doorWords;
}
